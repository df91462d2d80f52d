import { type Enforcer, newEnforcer, newModelFromString, StringAdapter } from 'casbin'
import { type Delegation, givenBy } from '../delegations.ts'
import type { Decides } from '../decides.ts'

const model = `
[request_definition]
r = party, resource, action

[policy_definition]
p = party, resource, action

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.party == p.party && r.resource == p.resource && r.action == p.action
`

/**
 * casbin: one enforcer for each system user, as every policy that an enforcer holds is gone through for a question. Its
 * packages are written out as the rights that they give.
 */
export async function casbin(delegations: Iterable<Delegation>): Promise<Decides> {
  const enforcers = new Map<string, Enforcer>()
  // It takes no policy of no lines.
  for (const one of delegations)
    if (one.isActive) enforcers.set(one.systemUser, await enforcerOf(one))
  return ({ systemUser, party, resource, action }) =>
    enforcers.get(systemUser)?.enforceSync(party, resource, action) ?? false
}

function enforcerOf({ party, rights, packages }: Delegation): Promise<Enforcer> {
  const held = [...rights, ...packages.flatMap(givenBy)]
  const lines = held.map(({ resource, action }) => `p, ${party}, ${resource}, ${action}`)
  return newEnforcer(newModelFromString(model), new StringAdapter(lines.join('\n')))
}
