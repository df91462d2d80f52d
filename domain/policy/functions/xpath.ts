import { integerKind } from '../number-kinds.ts'
import { core } from '../type-names.ts'
import { type Evaluated, processingError, truth } from '../value.ts'

import { spend, type Work } from '../work.ts'
import { selectedBy } from '../xpath/content.ts'
import type { XPathNode } from '../xpath/node.ts'
import type { FunctionDefinition, FunctionTable } from './definition.ts'

const wrongType = processingError('An argument is no XPath expression.')

function nodesOf(value: Evaluated | undefined, work: Work) {
  return value?.type === 'xpathExpression' ? selectedBy(value.value, work) : wrongType
}

const nodeCount: FunctionDefinition = {
  parameters: ['xpathExpression'],
  result: 'integer',
  apply: ([expression], work) => {
    const selection = nodesOf(expression, work)
    return 'type' in selection ? selection : integerKind.wrap(BigInt(selection.nodes.length))
  },
}

type NodeTest = (node: XPathNode, others: ReadonlySet<XPathNode>) => boolean

/** True if the test holds of any node of the second expression, beside those of the first. */
const comparing = (holds: NodeTest): FunctionDefinition => ({
  parameters: ['xpathExpression', 'xpathExpression'],
  result: 'boolean',
  apply: ([first, second], work) => {
    const left = nodesOf(first, work)
    if ('type' in left) return left
    const right = nodesOf(second, work)
    if ('type' in right) return right
    const others = new Set(left.nodes)
    return spend(work, right.nodes.length) ?? truth(right.nodes.some((node) => holds(node, others)))
  },
})

const isOneOf: NodeTest = (node, others) => others.has(node)

const isInOneOf: NodeTest = (node, others) => {
  for (let at: XPathNode | undefined = node; at !== undefined; at = at.parent)
    if (others.has(at)) return true
  return false
}

const notBuilt = processingError('The function access-permitted is not built here.')

/** Appendix A.3.16. It is optional, and asks the whole decision point anew: what needs it cannot be decided. */
const accessPermitted: FunctionDefinition = {
  parameters: ['anyURI', 'string'],
  result: 'boolean',
  apply: () => notBuilt,
}

/** Appendices A.3.15 and A.3.16. */
export const xpathFunctions: FunctionTable = [
  [core('3.0', 'xpath-node-count'), nodeCount],
  [core('3.0', 'xpath-node-equal'), comparing(isOneOf)],
  [core('3.0', 'xpath-node-match'), comparing(isInOneOf)],
  [core('3.0', 'access-permitted'), accessPermitted],
]
