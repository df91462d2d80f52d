import type { Actor } from '../../domain/actor.ts'
import { decide } from '../../domain/decision/decide.ts'
import type { Facts, Grant } from '../../domain/decision/facts.ts'
import { AccessPackage, Instant, OrgNo } from '../../domain/values.ts'
import type { Delegation } from './delegations.ts'
import type { Question } from '../../domain/decision/question.ts'
import type { Decides } from './decides.ts'
import { delegatedRight, type Policies, policiesReady } from './policies.ts'

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
  const policies = policiesReady()
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

const systemUserOf = ({ party, isActive }: Delegation): SystemUserFacts => ({
  status: isActive ? 'active' : 'revoked',
  kind: 'standard',
  party,
  accessPackages: [],
  approved: { at, by, event },
  ended: isActive ? undefined : { at, by, event },
})

const grantOf = ({ rights, packages }: Delegation, policies: Policies): Grant => ({
  basis: { type: 'own-party' },
  rights: rights.map((right) => delegatedRight(policies, right)),
  accessPackages: packages.map((name) => AccessPackage.parse(`urn:altinn:accesspackage:${name}`)),
  at,
  by,
  event,
})
