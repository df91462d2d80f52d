import type { PolicyRequest } from '../request.ts'
import type { Failure, XPathExpression } from '../value.ts'
import type { Work } from '../work.ts'
import { documentOf, type XPathNode } from './node.ts'
import { readXPath, select, type Selection } from './select.ts'
import type { XPath } from './syntax.ts'

const nothing: Selection = { nodes: [] }

/** The document of a category: its `Content`, if it has any. */
export function contentOf(request: PolicyRequest, category: string): XPathNode | undefined {
  const found = request.categories.find(
    (candidate) => candidate.category === category && candidate.content !== undefined,
  )
  return found?.content === undefined ? undefined : documentOf(found.content)
}

// An expression that is written in a policy is read once, however often it is asked.
const read = new WeakMap<XPathExpression, XPath | Failure>()

/** The nodes that a value of the type xpathExpression selects in the content of its category. */
export function selectedBy(expression: XPathExpression, work: Work): Selection | Failure {
  const xpath = read.get(expression) ?? readXPath(expression.path)
  read.set(expression, xpath)
  if ('type' in xpath) return xpath
  const content = contentOf(work.request, expression.category)
  return content === undefined
    ? nothing
    : select(xpath, content, { prefixes: expression.prefixes, work })
}
