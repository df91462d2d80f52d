import { decide } from '../domain/decision/decide.ts'
import type { Facts, Grant } from '../domain/decision/facts.ts'
import type { Question } from '../domain/decision/question.ts'
import { delegationId } from '../domain/delegation/id.ts'
import { AccessPackage, Instant, OrgNo, ResourceId, SystemUserId } from '../domain/values.ts'
import { preparePolicy } from '../infrastructure/xacml/prepare-policy.ts'
import { atLeast, beside, type Figure } from './figure.ts'
import { storyPolicyXml } from './story-policy.ts'

const fewer = 100_000
const many = 1_000_000
const questionsCount = 100_000
const rounds = 5
const decisionsLeast = 1_000_000
const flatLeast = 0.8

/**
 * The decision rule alone, over delegations in memory, on one core: questions about all of them in no order, half of
 * which are permitted. What is looked up by the question's key counts; that it was fetched before does not.
 */
export function measureDecision(): Promise<readonly Figure[]> {
  const few = perSecond(fewer)
  const all = perSecond(many)
  return Promise.resolve([
    atLeast(`decisions over ${fewer} delegations`, few, decisionsLeast, 'decisions/s'),
    beside({
      name: `decisions over ${many} delegations`,
      value: all,
      limit: few,
      unit: 'decisions/s',
      least: flatLeast,
    }),
  ])
}

const resource = ResourceId.parse('ske-krav-og-betalinger')
const at = Instant.parse('2026-01-05T12:00:00.000Z')
const step = {
  at,
  by: { type: 'organisation', orgNo: OrgNo.parse('310000001') },
  event: '00000000-0000-4000-8000-000000000000',
} as const

/** Decisions a second in the middle one of the rounds. */
function perSecond(delegations: number): number {
  const policy = preparePolicy(1, storyPolicyXml())
  const facts = factsOf(delegations, policy)
  const questions = questionsOver(delegations)
  const measured = Array.from({ length: rounds }, () => {
    const start = performance.now()
    const permitted = decideAll(questions, facts)
    if (permitted !== questionsCount / 2) throw new Error(`${permitted} were permitted`)
    return (questionsCount / (performance.now() - start)) * 1_000
  })
  return measured.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
}

function decideAll(questions: readonly Question[], facts: ReadonlyMap<string, Facts>): number {
  let permitted = 0
  for (const question of questions) {
    const known = facts.get(delegationId(question.systemUser, question.party))
    if (known && decide(question, known).decision === 'Permit') permitted += 1
  }
  return permitted
}

const idOf = (i: number): SystemUserId =>
  SystemUserId.parse(`00000000-0000-4000-8000-${String(i).padStart(12, '0')}`)
const partyOf = (i: number): OrgNo => OrgNo.parse(String(310_000_000 + (i % 100_000)))

/** Every second holds a single right, the others an access package. */
function factsOf(count: number, policy: Facts['policy']): ReadonlyMap<string, Facts> {
  const key = [...(policy?.rights.entries() ?? [])].find(
    ([, right]) => right.action.value === 'read',
  )?.[0]
  const right = { resource, action: 'read', key: key ?? '' }
  const accessPackage = AccessPackage.parse('urn:altinn:accesspackage:krav-og-utlegg')
  const held = { basis: { type: 'own-party' }, ...step } as const
  const byRight: Grant = { ...held, rights: [right], accessPackages: [] }
  const byPackage: Grant = { ...held, rights: [], accessPackages: [accessPackage] }
  const facts = new Map<string, Facts>()
  for (let i = 0; i < count; i += 1) {
    const party = partyOf(i)
    facts.set(delegationId(idOf(i), party), {
      systemUser: { status: 'active', kind: 'standard', party, accessPackages: [], approved: step },
      systemIsLive: true,
      unit: { uuid: step.event },
      grant: { ...(i % 2 === 0 ? byRight : byPackage) },
      mainUnitGrant: undefined,
      policy,
    })
  }
  return facts
}

/** Spread over all by a step that meets every one; every second asks for what nobody has. */
function questionsOver(delegations: number): readonly Question[] {
  const stride = 7_919
  return Array.from({ length: questionsCount }, (_, n) => {
    const i = (n * stride) % delegations
    const action = n % 2 === 0 ? 'read' : 'delete'
    return { systemUser: idOf(i), party: partyOf(i), resource, action, attributes: [] }
  })
}
