import type { Combinable } from './combine.ts'
import { referencesMax } from './limits.ts'
import { undecided } from './outcome.ts'
import type { PolicyDocument, PolicyReference } from './policy.ts'
import { UnsoundPolicy } from './problem.ts'
import { processingError } from './value.ts'

/** Finds the policy or policy set that a reference means. Versions are the finder's to choose. */
export type ResolvePolicy = (reference: PolicyReference) => PolicyDocument | undefined

/** Follows references, counting them: a chain that leads back to itself ends at the limit. */
export function references(resolve: ResolvePolicy) {
  let followed = 0
  return (reference: PolicyReference): PolicyDocument | Combinable => {
    followed += 1
    if (followed > referencesMax) {
      throw new UnsoundPolicy('too-large', `More than ${referencesMax} policies are referred to.`)
    }
    const found = resolve(reference)
    const expected = reference.kind === 'policy-reference' ? 'policy' : 'policy-set'
    return found?.kind === expected ? found : missing(reference)
  }
}

function missing({ id }: PolicyReference): Combinable {
  const cause = processingError(`The policy ${id} that is referred to is not known.`)
  return { applies: () => cause, evaluate: () => undecided('DP', cause) }
}
