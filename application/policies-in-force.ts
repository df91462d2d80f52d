import type { PolicyInForce } from '../domain/decision/facts.ts'
import type { ResourceId } from '../domain/values.ts'
import { policies, policyKey } from '../projections/policies.ts'
import { ref, type Views } from '../projections/views.ts'
import { recentMap } from '../projections/recent-map.ts'

/**
 * Reads a policy's text and makes it ready; it was found sound when it was uploaded.
 *
 * @throws when the text cannot be read after all.
 */
export type PreparePolicy = (version: number, xml: string) => PolicyInForce

export type PoliciesInForce = {
  /** The policy if it is in memory: a version that was read once never changes. */
  recall(resource: ResourceId, version: number): PolicyInForce | undefined
  /** The policy, read and made ready if need be. */
  get(resource: ResourceId, version: number): Promise<PolicyInForce>
}

const rememberedMax = 5_000

/** Policies made ready once each; of a resource the version that was asked for last is kept. */
export function policiesInForce(views: Views, prepare: PreparePolicy): PoliciesInForce {
  const remembered = recentMap<PolicyInForce>(rememberedMax)
  const recall = (resource: ResourceId, version: number): PolicyInForce | undefined => {
    const known = remembered.get(resource)
    return known?.version === version ? known : undefined
  }
  return {
    recall,
    async get(resource, version) {
      const known = recall(resource, version)
      if (known) return known
      const key = policyKey(resource, version)
      const { documents } = await views.fetch([ref(policies, key)])
      const [text] = documents
      if (text === undefined) throw new TypeError(`the views hold no policy ${key}`)
      const policy = prepare(version, text.xml)
      remembered.set(resource, policy)
      return policy
    },
  }
}
