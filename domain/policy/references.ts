import type { Combinable } from './combine.ts'
import { referencesMax } from './limits.ts'
import { undecided } from './outcome.ts'
import type { PolicyDocument, PolicyReference } from './policy.ts'
import { UnsoundPolicy } from './problem.ts'
import { processingError } from './value.ts'
import { compareVersions, fitsReference } from './versions.ts'

/**
 * Finds the policy or policy set that a reference means: one document, or every version of it that is
 * known. Of those that the reference takes, the latest is the one (section 5.13).
 */
export type ResolvePolicy = (
  reference: PolicyReference,
) => PolicyDocument | readonly PolicyDocument[] | undefined

/**
 * Follows references, counting them. One that leads nowhere, or back to what it stands in, makes an
 * evaluation that needs it Indeterminate.
 */
export function references(resolve: ResolvePolicy) {
  let followed = 0
  return (
    reference: PolicyReference,
    within: readonly PolicyDocument[],
  ): PolicyDocument | Combinable => {
    followed += 1
    if (followed > referencesMax) {
      throw new UnsoundPolicy('too-large', `More than ${referencesMax} policies are referred to.`)
    }
    const found = latestOf(resolve(reference), reference)
    if (found === undefined) return undecidable(`${reference.id} that is referred to is not known`)
    return within.some((document) => isSame(document, found))
      ? undecidable(`${reference.id} refers to itself`)
      : found
  }
}

function latestOf(found: ReturnType<ResolvePolicy>, reference: PolicyReference) {
  const known = found === undefined ? [] : 'kind' in found ? [found] : found
  const expected = reference.kind === 'policy-reference' ? 'policy' : 'policy-set'
  return known
    .filter(({ kind, version }) => kind === expected && fitsReference(version, reference))
    .toSorted((one, other) => compareVersions(one.version, other.version))
    .at(-1)
}

const isSame = (one: PolicyDocument, other: PolicyDocument): boolean =>
  one.kind === other.kind && one.id === other.id && one.version === other.version

function undecidable(why: string): Combinable {
  const cause = processingError(`The policy ${why}.`)
  return { applies: () => cause, evaluate: () => undecided('DP', cause) }
}
