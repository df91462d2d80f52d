import { readFileSync } from 'node:fs'
import type { Actor } from '../../domain/actor.ts'
import { decide } from '../../domain/decision/decide.ts'
import type { Facts, Grant, PolicyInForce } from '../../domain/decision/facts.ts'
import { AccessPackage, Instant, OrgNo, type ResourceId } from '../../domain/values.ts'
import { preparePolicy } from '../../infrastructure/xacml/prepare-policy.ts'
import { allParties, type Delegation, type HeldRight, offers } from './delegations.ts'
import type { Decides } from './decides.ts'
import { storyPolicyPath } from '../policy.ts'

const at = Instant.parse('2026-01-05T12:00:00.000Z')
const by: Actor = { type: 'organisation', orgNo: OrgNo.parse('310000002') }
const event = '0b6dd0ff-0b0a-4d5a-9d0c-6d3d6a0e8a11'
const unitUuid = '7d1c3d35-5a54-4a62-8d1a-5a3f3c0b9b11'

type SystemUserFacts = NonNullable<Facts['systemUser']>
type Held = { readonly systemUser: SystemUserFacts; readonly grant: Grant }

/**
 * The decision rule of the decision point, with the facts in memory by the keys that they are fetched by: what a question
 * costs once it was fetched what it rests on.
 */
export function ours(delegations: Iterable<Delegation>): Decides {
  const policies = policiesInForce()
  const units = new Map(allParties.map((party) => [party, { uuid: unitUuid }]))
  // One that acts for its own party has no other grant than that party's.
  const held = new Map<string, Held>()
  for (const one of delegations)
    held.set(one.systemUser, { systemUser: systemUserOf(one), grant: grantOf(one, policies) })
  return (question) => {
    const found = held.get(question.systemUser)
    const answer = decide(question, {
      systemUser: found?.systemUser,
      systemIsLive: true,
      unit: units.get(question.party),
      grant: found?.systemUser.party === question.party ? found.grant : undefined,
      mainUnitGrant: undefined,
      policy: policies.get(question.resource),
    })
    return answer.decision === 'Permit'
  }
}

/** The policy of the story, once for each resource, made ready as the decision point does. */
export function policiesInForce(): ReadonlyMap<ResourceId, PolicyInForce> {
  const story = readFileSync(storyPolicyPath, 'utf8')
  return new Map(
    offers.map(({ resource, accessPackage }) => {
      const xml = story
        .replaceAll('ske-krav-og-betalinger', resource)
        .replaceAll('krav-og-utlegg', accessPackage)
      return [resource, preparePolicy(1, xml)]
    }),
  )
}

const systemUserOf = ({ party, isActive }: Delegation): SystemUserFacts => ({
  status: isActive ? 'active' : 'revoked',
  kind: 'standard',
  party,
  accessPackages: [],
  approved: { at, by, event },
  ended: isActive ? undefined : { at, by, event },
})

const grantOf = (
  { rights, packages }: Delegation,
  policies: ReadonlyMap<ResourceId, PolicyInForce>,
): Grant => ({
  basis: { type: 'own-party' },
  rights: rights.map((right) => ({ ...right, key: keyOf(right, policies) })),
  accessPackages: packages.map((name) => AccessPackage.parse(`urn:altinn:accesspackage:${name}`)),
  at,
  by,
  event,
})

function keyOf(
  { resource, action }: HeldRight,
  policies: ReadonlyMap<ResourceId, PolicyInForce>,
): string {
  for (const right of policies.get(resource)?.rights.values() ?? [])
    if (right.action.value === action) return right.key
  throw new Error(`the policy of ${resource} has no right to ${action}`)
}
