import { type Failure, failure } from '../value.ts'
import type { Work } from '../work.ts'
import { evaluateXPath } from './evaluate-xpath.ts'
import type { XPathNode } from './node.ts'
import { parseXPath } from './parse-xpath.ts'
import { UnsoundXPath, type XPath } from './syntax.ts'

export type Selection = { readonly nodes: readonly XPathNode[] }

export type Prefixes = ReadonlyMap<string, string>

/** Reads an expression, or says what is wrong with it. */
export function readXPath(path: string): XPath | Failure {
  return guarded(() => parseXPath(path))
}

/** The nodes that an expression selects, from the document itself or from a node in it. */
export function select(
  xpath: XPath,
  from: XPathNode,
  scope: { readonly prefixes: Prefixes; readonly work: Work },
): Selection | Failure {
  return guarded(() => {
    const nodes = evaluateXPath(xpath, { node: from, position: 1, size: 1 }, scope)
    return typeof nodes === 'object'
      ? { nodes }
      : failure('syntax-error', 'An XPath selects no nodes but has a value.')
  })
}

function guarded<Result>(work: () => Result): Result | Failure {
  try {
    return work()
  } catch (error) {
    if (error instanceof UnsoundXPath) return failure('syntax-error', error.message)
    throw error
  }
}
