import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CommandContext } from '../../application/command-context.ts'
import type { RequestChange } from '../../application/request-change.ts'
import type { Outcome } from '../../application/outcome.ts'
import type { Refusal } from '../../api/problems.ts'
import { ClientId, ExternalRef, type OrgNo, SystemId, SystemUserId } from '../../domain/values.ts'
import {
  context,
  ola,
  otherParty,
  otherVendor,
  party,
  pia,
  resourceId,
  systemContent,
  vendor,
} from '../support/fixtures.ts'
import { changeId } from '../support/change-world.ts'
import { referenceModel, type Said, type Step } from '../support/reference-model.ts'
import * as story from '../support/world.ts'

const managers = new Map([
  [party, pia],
  [otherParty, ola],
])
const nobody = SystemUserId.parse('00000000-0000-4000-8000-000000000000')

const vendors = fc.constantFrom<OrgNo>(vendor, otherVendor)
const parties = fc.constantFrom<OrgNo>(party, otherParty)
const systemIds = fc
  .tuple(vendors, fc.constantFrom('en', 'en', 'en', 'to'))
  .map(([whose, name]) => SystemId.parse(`${whose}_${name}`))
const names = ['a', 'b', 'c'].map((id) => ClientId.parse(id))
const externalRef = fc.constantFrom(...['x', 'x', 'x', 'y'].map((text) => ExternalRef.parse(text)))
const user = fc.nat(2)

/** Where every run begins, so that it comes to something: each vendor has a system, and the first has asked. */
const beginning: readonly Step[] = [
  {
    do: 'register',
    vendor,
    systemId: SystemId.parse(`${vendor}_en`),
    clientIds: names.slice(0, 1),
  },
  {
    do: 'register',
    vendor: otherVendor,
    systemId: SystemId.parse(`${otherVendor}_en`),
    clientIds: names.slice(1, 2),
  },
  {
    do: 'request',
    vendor,
    systemId: SystemId.parse(`${vendor}_en`),
    party,
    externalRef: ExternalRef.parse('x'),
  },
]

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      do: fc.constant('register' as const),
      vendor: vendors,
      systemId: systemIds,
      clientIds: fc.subarray(names),
    }),
    weight: 2,
  },
  {
    arbitrary: fc
      .record({ systemId: systemIds, party: parties, externalRef, own: fc.nat(9) })
      .map(({ own, ...asked }): Step => {
        const whose = asked.systemId.startsWith(vendor) === own > 0 ? vendor : otherVendor
        return { do: 'request', vendor: whose, ...asked }
      }),
    weight: 4,
  },
  {
    arbitrary: fc
      .record({
        do: fc.constantFrom('approve' as const, 'reject' as const, 'revoke' as const),
        party: parties,
        user,
        isStranger: fc.nat(9).map((n) => n === 0),
      })
      .map(({ isStranger, ...some }): Step => {
        const person = (some.party === party) === isStranger ? ola : pia
        return { ...some, person }
      }),
    weight: 6,
  },
  {
    arbitrary: fc.record({ do: fc.constant('withdraw' as const), vendor: vendors, user }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('look up' as const),
      vendor: vendors,
      clientId: fc.constantFrom(...names),
      party: parties,
      externalRef,
    }),
    weight: 3,
  },
)

const change = fc.integer({ min: 1, max: 3 })
const aboutChanges: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('ask for a change' as const),
    vendor: fc.constantFrom<OrgNo>(vendor, vendor, vendor, otherVendor),
    user,
    change,
    wish: fc.constantFrom('give' as const, 'take' as const),
  }),
  fc
    .record({
      do: fc.constantFrom('approve the change' as const, 'reject the change' as const),
      party: fc.constantFrom<OrgNo>(party, party, party, otherParty),
      change,
      isStranger: fc.nat(9).map((n) => n === 0),
    })
    .map(({ isStranger, ...some }): Step => {
      const person = (some.party === party) === isStranger ? ola : pia
      return { ...some, person }
    }),
  fc.record({ do: fc.constant('take back the change' as const), vendor: vendors, change }),
  fc.record({ do: fc.constant('decide' as const), user }),
)

function saidOf(outcome: Outcome<unknown, Refusal>): Said {
  if (outcome.done) return 'done'
  const { refusal } = outcome
  return refusal.code === 'system-unfit' ? (refusal.findings[0]?.code ?? '') : refusal.code
}

const kind = 'standard' as const

/** The application, answering as the model does. System users are counted in the order of their making. */
function application(world: story.World) {
  const ids: SystemUserId[] = []
  const idOf = (which: number): SystemUserId => ids[which] ?? nobody
  const request = async (one: Extract<Step, { do: 'request' }>, ctx: CommandContext) => {
    const rights = [{ resource: resourceId }]
    const outcome = await world.requestSystemUser({ kind, rights, ...one }, ctx)
    if (!outcome.done) return outcome.refusal.code
    const { created, id } = outcome.value
    if (created) ids.push(id)
    return `${created ? 'made' : 'is'} ${ids.indexOf(id)}`
  }
  return async (one: Step, name: string): Promise<Said> => {
    const ctx = context(name)
    if ('change' in one) return playChange({ world, ctx, idOf }, one)
    switch (one.do) {
      case 'decide':
        return decisionOn(world, idOf(one.user))
      case 'register': {
        const content = { ...systemContent, clientIds: [...one.clientIds] }
        return saidOf(await world.registerSystem({ ...one, content }, ctx))
      }
      case 'request':
        return request(one, ctx)
      case 'approve':
        return saidOf(await world.approveRequest({ kind, ...one, requestId: idOf(one.user) }, ctx))
      case 'reject':
        return saidOf(await world.rejectRequest({ kind, ...one, requestId: idOf(one.user) }, ctx))
      case 'revoke':
        return saidOf(
          await world.revokeSystemUser({ kind, ...one, systemUser: idOf(one.user) }, ctx),
        )
      case 'withdraw':
        return saidOf(
          await world.withdrawRequest({ vendor: one.vendor, requestId: idOf(one.user) }, ctx),
        )
      case 'look up': {
        const found = await world.lookUp({ ...one, owner: one.party })
        return found ? `is ${ids.indexOf(found.id)}` : 'nobody'
      }
    }
  }
}

type Playing = {
  readonly world: story.World
  readonly ctx: CommandContext
  readonly idOf: (which: number) => SystemUserId
}

async function playChange(
  { world, ctx, idOf }: Playing,
  one: Extract<Step, { change: number }>,
): Promise<Said> {
  const requestId = changeId(one.change)
  switch (one.do) {
    case 'ask for a change': {
      const outcome = await world.requestChange(wishOf(one, idOf(one.user)), ctx)
      return outcome.done ? outcome.value.outcome : outcome.refusal.code
    }
    case 'approve the change':
      return saidOf(await world.approveChange({ ...one, requestId }, ctx))
    case 'reject the change':
      return saidOf(await world.rejectChange({ ...one, requestId }, ctx))
    case 'take back the change':
      return saidOf(await world.withdrawChange({ ...one, requestId }, ctx))
  }
}

/** May it read, for its own party, what every system user is given first? */
async function decisionOn(world: story.World, systemUser: SystemUserId): Promise<Said> {
  const state = await world.aggregates.systemUsers.read(systemUser)
  const of = state.status === 'absent' ? party : state.asked.party
  const question = { systemUser, action: 'read', resource: resourceId, party: of, attributes: [] }
  return (await world.decideAccess(question)).answer.decision
}

type Wish = Extract<Step, { do: 'ask for a change' }>

function wishOf({ vendor: by, change: n, wish }: Wish, systemUser: SystemUserId): RequestChange {
  const right = [{ resource: resourceId }]
  return {
    vendor: by,
    systemUser,
    change: changeId(n),
    requiredRights: wish === 'give' ? right : [],
    foreignRights: [],
    unwantedRights: wish === 'take' ? right : [],
    requiredAccessPackages: [],
    unwantedAccessPackages: [],
  }
}

/** Plays the same steps to both, and expects the same answers. */
async function expectSameAnswers(steps: readonly Step[]): Promise<void> {
  const model = referenceModel(managers)
  const play = application(await story.withResource())
  for (const [i, one] of steps.entries()) expect(await play(one, `step ${i}`)).toBe(model.play(one))
}

describe('the application answers as its rules say', () => {
  test('whoever does what, in whatever order', async () => {
    const steps = fc.array(step, { minLength: 10, maxLength: 40, size: 'max' })
    await fc.assert(
      fc.asyncProperty(steps, (all) => expectSameAnswers([...beginning, ...all])),
      { numRuns: 500 },
    )
  })

  test('when most of it is about changes', async () => {
    const approved: Step = { do: 'approve', party, person: pia, user: 0 }
    const some = fc.oneof({ arbitrary: aboutChanges, weight: 4 }, { arbitrary: step, weight: 1 })
    const steps = fc.array(some, { minLength: 10, maxLength: 40, size: 'max' })
    await fc.assert(
      fc.asyncProperty(steps, (all) => expectSameAnswers([...beginning, approved, ...all])),
      { numRuns: 500 },
    )
  })
})
