import { category } from './altinn-attributes.ts'
import { namedBy, rulesOf } from './named-targets.ts'
import type { PolicyDocument } from './policy.ts'
import type { AttributePair } from './rights.ts'

/**
 * Whom a policy's rules name, each once, in the order of the rules: roles, access packages, organisations. Values are in
 * lower case, as they are compared without regard to it. What a rule gives them, and on what terms, is not looked at.
 */
export function policySubjects(policy: PolicyDocument): readonly AttributePair[] {
  const named = rulesOf(policy)
    .flatMap(({ targets }) => targets.flat(3))
    .flatMap((match) => namedBy(match) ?? [])
    .filter((attribute) => attribute.category === category.subject)
    .map(({ id, value }): AttributePair => ({ id, value: value.toLowerCase() }))
  return [...new Map(named.map((pair) => [subjectUrn(pair), pair])).values()]
}

/** A subject as lists and feeds name it: `urn:altinn:accesspackage:skatt-naering`. */
export const subjectUrn = ({ id, value }: AttributePair): string => `${id}:${value}`
