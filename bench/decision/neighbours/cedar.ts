import {
  type EntityJson,
  preparsePolicySet,
  statefulIsAuthorized,
} from '@cedar-policy/cedar-wasm/nodejs'
import { type Delegation, offers } from '../delegations.ts'
import type { Decides } from '../decides.ts'

const policySet = 'delegations'

const policies = `
permit (principal, action, resource) when {
  principal.isActive && principal.party == context.party &&
  principal.rights.contains({ "resource": resource, "action": action })
};
permit (principal, action in [Action::"read", Action::"write"], resource) when {
  principal.isActive && principal.party == context.party &&
  principal.packages.contains(resource.accessPackage)
};
`

/**
 * Cedar, compiled to WebAssembly: the policies are parsed beforehand, and the system user and the resource of a question
 * are handed in with it.
 *
 * @throws when the policies are not accepted, or a question fails.
 */
export function cedar(delegations: Iterable<Delegation>): Decides {
  const parsed = preparsePolicySet(policySet, { staticPolicies: policies })
  if (parsed.type === 'failure') throw new Error(JSON.stringify(parsed.errors))
  const systemUsers = new Map<string, EntityJson>()
  for (const one of delegations) systemUsers.set(one.systemUser, systemUserOf(one))
  const resources = new Map<string, EntityJson>(
    offers.map(({ resource, accessPackage }) => [
      resource,
      { uid: { type: 'Resource', id: resource }, attrs: { accessPackage }, parents: [] },
    ]),
  )
  return ({ systemUser, party, resource, action }) => {
    const [principal, asked] = [systemUsers.get(systemUser), resources.get(resource)]
    if (principal === undefined || asked === undefined) return false
    const answer = statefulIsAuthorized({
      principal: { type: 'SystemUser', id: systemUser },
      action: { type: 'Action', id: action },
      resource: { type: 'Resource', id: resource },
      context: { party },
      preparsedPolicySetId: policySet,
      entities: [principal, asked],
    })
    if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors))
    return answer.response.decision === 'allow'
  }
}

const systemUserOf = (one: Delegation): EntityJson => ({
  uid: { type: 'SystemUser', id: one.systemUser },
  attrs: {
    isActive: one.isActive,
    party: one.party,
    packages: [...one.packages],
    rights: one.rights.map(({ resource, action }) => ({
      resource: { __entity: { type: 'Resource', id: resource } },
      action: { __entity: { type: 'Action', id: action } },
    })),
  },
  parents: [],
})
