import { designated, type CompiledExpression } from './evaluation.ts'
import { bagOf } from './functions/definition.ts'
import { parseValue } from './kinds.ts'
import type { Selector } from './policy.ts'
import { UnsoundPolicy } from './problem.ts'
import {
  type DataType,
  emptyBag,
  type Evaluated,
  type Failure,
  failure,
  type Value,
} from './value.ts'
import type { Work } from './work.ts'
import { contentOf, selectedBy } from './xpath/content.ts'
import type { XPathNode } from './xpath/node.ts'
import { readXPath, select } from './xpath/select.ts'

/** A bag of what an XPath expression finds in the content of a category (section 7.3.7). */
export function compileSelector(selector: Selector): CompiledExpression {
  const { path, prefixes, category, dataType, mustBePresent } = selector
  const xpath = readXPath(path)
  if ('type' in xpath) throw new UnsoundPolicy('not-a-literal', `${xpath.message} (${path})`)
  const missing = failure(
    'missing-attribute',
    `${path} finds nothing in the content of ${category}.`,
  )
  const find = (work: Work): Evaluated => {
    const content = contentOf(work.request, category)
    if (content === undefined) return emptyBag
    const from = contextNode(selector, content, work)
    if ('type' in from) return from
    const selection = select(xpath, from, { prefixes, work })
    return 'type' in selection ? selection : bagOfNodes(selection.nodes, dataType)
  }
  return {
    shape: bagOf(dataType),
    evaluate: (evaluation) => {
      const found = find(evaluation)
      return mustBePresent && found.type === 'bag' && found.values.length === 0 ? missing : found
    },
  }
}

/** The node that an attribute of the request points at, where the selector names one. */
function contextNode(
  { category, contextSelectorId }: Selector,
  content: XPathNode,
  work: Work,
): XPathNode | Failure {
  if (contextSelectorId === undefined) return content
  const [pointer, another] = designated(work.request, {
    kind: 'designator',
    category,
    attributeId: contextSelectorId,
    dataType: 'xpathExpression',
    mustBePresent: true,
  }).values
  if (pointer?.type !== 'xpathExpression' || another !== undefined) {
    return failure('missing-attribute', `${contextSelectorId} is not one XPath expression.`)
  }
  if (pointer.value.category !== category) {
    return failure('syntax-error', `${contextSelectorId} points into another category.`)
  }
  const selection = selectedBy(pointer.value, work)
  if ('type' in selection) return selection
  const [node, second] = selection.nodes
  if (node !== undefined && second === undefined) return node
  return failure('syntax-error', `${contextSelectorId} does not point at one node.`)
}

function bagOfNodes(nodes: readonly XPathNode[], dataType: DataType): Evaluated {
  const values: Value[] = []
  for (const { kind, text } of nodes) {
    if (kind === 'root' || kind === 'element' || kind === 'namespace') {
      const found = kind === 'namespace' ? 'a namespace' : 'an element'
      return failure('syntax-error', `A selector finds ${found} where a text is needed.`)
    }
    const value = parseValue(dataType, text)
    if (value === undefined) {
      return failure('syntax-error', `A selector finds what is no literal of type ${dataType}.`)
    }
    values.push(value)
  }
  return { type: 'bag', values }
}
