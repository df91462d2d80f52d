import { targetCombinationsMax } from './limits.ts'
import { printValue } from './kinds.ts'
import type { Match, PolicyDocument, Rule, Target } from './policy.ts'

/** An attribute that a target names, with the value that it must have. */
export type NamedAttribute = {
  readonly category: string
  readonly id: string
  readonly value: string
}

/** Rules with every target that stands over them: the policy's own and those of the sets around it. */
export type PlacedRule = { readonly rule: Rule; readonly targets: readonly Target[] }

export function rulesOf(document: PolicyDocument, outer: readonly Target[] = []): PlacedRule[] {
  const targets = [...outer, document.target]
  if (document.kind === 'policy')
    return document.rules.map((rule) => ({ rule, targets: [...targets, rule.target] }))
  return document.children.flatMap((child) =>
    child.kind === 'policy' || child.kind === 'policy-set' ? rulesOf(child, targets) : [],
  )
}

const equalities = new Set([
  'urn:oasis:names:tc:xacml:1.0:function:string-equal',
  'urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case',
  'urn:oasis:names:tc:xacml:1.0:function:anyURI-equal',
  'urn:oasis:names:tc:xacml:1.0:function:integer-equal',
])

/** @returns undefined for a match that is not for one value of a named attribute. */
export function namedBy({ functionId, value, attribute }: Match): NamedAttribute | undefined {
  if (attribute.kind !== 'designator' || !equalities.has(functionId)) return undefined
  return { category: attribute.category, id: attribute.attributeId, value: printValue(value) }
}

export const combinationCount = (target: Target): number =>
  target.reduce((count, anyOf) => count * Math.max(anyOf.length, 1), 1)

/**
 * Every way in which a target can match: one `AllOf` of each `AnyOf`. Targets with more than
 * {@link targetCombinationsMax} ways have none; the upload of such a policy is refused.
 */
export function combinationsOf(target: Target): readonly (readonly Match[])[] {
  if (combinationCount(target) > targetCombinationsMax) return []
  let combinations: readonly (readonly Match[])[] = [[]]
  for (const anyOf of target)
    combinations = combinations.flatMap((matches) => anyOf.map((allOf) => matches.concat(allOf)))
  return combinations
}
