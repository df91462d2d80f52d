import { spend, type Work } from '../work.ts'
import { axes } from './axes.ts'
import { type Focus, xpathFunctions } from './functions.ts'
import type { XPathNode } from './node.ts'
import { type Arithmetic, type NodeTest, type Step, UnsoundXPath, type XPath } from './syntax.ts'
import { compare, toBoolean, toNumber, type XPathValue } from './values.ts'

export type XPathScope = { readonly prefixes: ReadonlyMap<string, string>; readonly work: Work }

/** @throws {UnsoundXPath} for what has no value, or takes more work than is left. */
export function evaluateXPath(xpath: XPath, focus: Focus, scope: XPathScope): XPathValue {
  switch (xpath.kind) {
    case 'string':
    case 'number':
      return xpath.value
    case 'negation':
      return -toNumber(evaluateXPath(xpath.inner, focus, scope))
    case 'call':
      return call(xpath, focus, scope)
    case 'or':
    case 'and':
      return decide(xpath, focus, scope)
    case 'union':
    case 'comparison':
    case 'arithmetic':
      return operate(xpath, focus, scope)
    case 'filter':
      return xpath.predicates.reduce(
        (nodes, predicate) => keep(nodes, predicate, scope),
        nodesOf(evaluateXPath(xpath.inner, focus, scope)),
      )
    case 'path':
      return walk(xpath, focus, scope)
  }
}

function charge({ work }: XPathScope, steps: number): void {
  const spent = spend(work, steps)
  if (spent !== undefined) throw new UnsoundXPath(spent.message)
}

function nodesOf(value: XPathValue): readonly XPathNode[] {
  if (typeof value === 'object') return value
  throw new UnsoundXPath('An XPath has a value where nodes are needed.')
}

type Call = Extract<XPath, { kind: 'call' }>

function call({ name, arguments: given }: Call, focus: Focus, scope: XPathScope): XPathValue {
  const definition = xpathFunctions.get(name)
  if (definition === undefined || given.length < definition.min || given.length > definition.max) {
    throw new UnsoundXPath(`The XPath function ${name} is not known with these arguments.`)
  }
  const values = given.map((argument) => evaluateXPath(argument, focus, scope))
  const read = values.length === 0 ? [focus.node] : values.flatMap(nodesAmong)
  charge(scope, 1 + textCost(read) + lengthCost(values))
  const result = definition.apply(values, focus)
  if (result !== undefined) return result
  throw new UnsoundXPath(`The XPath function ${name} cannot take its argument.`)
}

type Logic = Extract<XPath, { kind: 'or' | 'and' }>

function decide({ kind, left, right }: Logic, focus: Focus, scope: XPathScope): boolean {
  const first = toBoolean(evaluateXPath(left, focus, scope))
  const isDecided = kind === 'or' ? first : !first
  return isDecided ? first : toBoolean(evaluateXPath(right, focus, scope))
}

type Operation = Extract<XPath, { kind: 'union' | 'comparison' | 'arithmetic' }>

function operate(operation: Operation, focus: Focus, scope: XPathScope): XPathValue {
  const left = evaluateXPath(operation.left, focus, scope)
  const right = evaluateXPath(operation.right, focus, scope)
  switch (operation.kind) {
    case 'union':
      return inDocumentOrder([...nodesOf(left), ...nodesOf(right)])
    case 'comparison':
      charge(scope, sizeOf(left) * sizeOf(right) + textCost([left, right].flatMap(nodesAmong)))
      return compare(operation.operator, left, right)
    case 'arithmetic':
      return compute(operation.operator, toNumber(left), toNumber(right))
  }
}

function compute(operator: Arithmetic, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case 'div':
      return left / right
    case 'mod':
      return left % right
  }
}

const nodesAmong = (value: XPathValue): readonly XPathNode[] =>
  typeof value === 'object' ? value : []

/** Characters of text that are read in one step of the work. */
const charactersPerStep = 100

/** What it takes to read the text of nodes: that of an element is all the text inside it. */
const textCost = (nodes: readonly XPathNode[]): number =>
  Math.ceil(nodes.reduce((total, { length }) => total + length, 0) / charactersPerStep)

const lengthCost = (values: readonly XPathValue[]): number =>
  Math.ceil(
    values.reduce<number>(
      (total, value) => total + (typeof value === 'string' ? value.length : 0),
      0,
    ) / charactersPerStep,
  )

const sizeOf = (value: XPathValue): number => (typeof value === 'object' ? value.length : 1)

type Path = Extract<XPath, { kind: 'path' }>

function walk({ from, steps }: Path, focus: Focus, scope: XPathScope): readonly XPathNode[] {
  let nodes = beginning(from, focus, scope)
  for (const step of steps) {
    const found = nodes.flatMap((node) => take(step, node, scope))
    nodes = inDocumentOrder(found)
  }
  return nodes
}

function beginning(from: Path['from'], focus: Focus, scope: XPathScope): readonly XPathNode[] {
  if (from === 'here') return [focus.node]
  if (from !== 'root') return nodesOf(evaluateXPath(from, focus, scope))
  let root = focus.node
  while (root.parent !== undefined) root = root.parent
  return [root]
}

/** One step from one node: in the order of the axis, since that is what positions count. */
function take({ axis, test, predicates }: Step, node: XPathNode, scope: XPathScope) {
  const principal = axis === 'attribute' || axis === 'namespace' ? axis : 'element'
  const matches = nodeTest(test, principal, scope)
  const found: XPathNode[] = []
  for (const candidate of axes[axis](node)) {
    charge(scope, 1)
    if (matches(candidate)) found.push(candidate)
  }
  return predicates.reduce<readonly XPathNode[]>(
    (kept, predicate) => keep(kept, predicate, scope),
    found,
  )
}

function nodeTest(test: NodeTest, principal: XPathNode['kind'], { prefixes }: XPathScope) {
  switch (test.kind) {
    case 'any-node':
      return () => true
    case 'text':
    case 'comment':
      return ({ kind }: XPathNode) => kind === test.kind
    case 'processing-instruction':
      return ({ kind, name }: XPathNode) =>
        kind === test.kind && (test.name === undefined || test.name === name)
    case 'name': {
      const namespace = test.prefix === '*' ? undefined : namespaceOf(test.prefix, prefixes)
      return (node: XPathNode) =>
        node.kind === principal &&
        (test.name === '*' || node.name === test.name) &&
        (namespace === undefined || node.namespace === namespace)
    }
  }
}

function namespaceOf(prefix: string, prefixes: ReadonlyMap<string, string>): string {
  // A name without a prefix is in no namespace: the default one is not for XPath.
  const namespace = prefix === '' ? '' : prefixes.get(prefix)
  if (namespace !== undefined) return namespace
  throw new UnsoundXPath(`The prefix ${prefix} of an XPath is not declared.`)
}

function keep(nodes: readonly XPathNode[], predicate: XPath, scope: XPathScope) {
  return nodes.filter((node, at) => {
    const focus: Focus = { node, position: at + 1, size: nodes.length }
    const value = evaluateXPath(predicate, focus, scope)
    return typeof value === 'number' ? value === focus.position : toBoolean(value)
  })
}

const inDocumentOrder = (nodes: readonly XPathNode[]): readonly XPathNode[] =>
  [...new Set(nodes)].toSorted((one, other) => one.order - other.order)
