import { readFileSync } from 'node:fs'
import type { Actor } from '../../domain/actor.ts'
import { decide } from '../../domain/decision/decide.ts'
import type { Facts, Grant, PolicyInForce } from '../../domain/decision/facts.ts'
import { AccessPackage, Instant, OrgNo, type ResourceId } from '../../domain/values.ts'
import { preparePolicy } from '../../infrastructure/xacml/prepare-policy.ts'
import { type Delegation, type HeldRight, offers } from './delegations.ts'
import type { Question } from '../../domain/decision/question.ts'
import type { Decides } from './decides.ts'
import { storyPolicyPath } from '../policy.ts'

const at = Instant.parse('2026-01-05T12:00:00.000Z')
const by: Actor = { type: 'organisation', orgNo: OrgNo.parse('310000002') }
const event = '0b6dd0ff-0b0a-4d5a-9d0c-6d3d6a0e8a11'
/** Every party that is asked about is in the register. */
const unit = { uuid: '7d1c3d35-5a54-4a62-8d1a-5a3f3c0b9b11' }

type SystemUserFacts = NonNullable<Facts['systemUser']>
type Held = { readonly systemUser: SystemUserFacts; readonly grant: Grant }

export type FactsOf = (question: Question) => Facts

/** What questions rest on, in memory by the keys that it is fetched by, and otherwise as it is when it was fetched. */
export function factsHeld(delegations: Iterable<Delegation>): FactsOf {
  const policies = policiesInForce()
  // One that acts for its own party has no other grant than that party's.
  const held = new Map<string, Held>()
  for (const one of delegations)
    held.set(one.systemUser, { systemUser: systemUserOf(one), grant: grantOf(one, policies) })
  return ({ systemUser, party, resource }) => {
    const found = held.get(systemUser)
    return {
      systemUser: found?.systemUser,
      systemIsLive: true,
      unit,
      grant: found?.systemUser.party === party ? found.grant : undefined,
      mainUnitGrant: undefined,
      policy: policies.get(resource),
    }
  }
}

/** The decision rule of the decision point. */
export const ours =
  (factsOf: FactsOf): Decides =>
  (question) =>
    decide(question, factsOf(question)).decision === 'Permit'

/** Nothing is decided: the facts are found and looked at. */
export const finding =
  (factsOf: FactsOf): Decides =>
  (question) => {
    const { systemUser, grant } = factsOf(question)
    return systemUser?.status === 'active' && grant?.rights[0]?.action === question.action
  }

/** The policy of the story, once for each resource, made ready as the decision point does. */
function policiesInForce(): ReadonlyMap<ResourceId, PolicyInForce> {
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
