import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
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
  return async (one: Step, name: string): Promise<Said> => {
    const ctx = context(name)
    switch (one.do) {
      case 'register': {
        const content = { ...systemContent, clientIds: [...one.clientIds] }
        return saidOf(await world.registerSystem({ ...one, content }, ctx))
      }
      case 'request': {
        const rights = [{ resource: resourceId }]
        const asked = { kind, rights, ...one }
        const outcome = await world.requestSystemUser(asked, ctx)
        if (!outcome.done) return outcome.refusal.code
        if (outcome.value.created) ids.push(outcome.value.id)
        return `${outcome.value.created ? 'made' : 'is'} ${ids.indexOf(outcome.value.id)}`
      }
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

describe('the application answers as its rules say', () => {
  test('whoever does what, in whatever order', async () => {
    const steps = fc.array(step, { minLength: 10, maxLength: 40, size: 'max' })
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const model = referenceModel(managers)
        const play = application(await story.withResource())
        for (const [i, one] of [...beginning, ...all].entries())
          expect(await play(one, `step ${i}`)).toBe(model.play(one))
      }),
      { numRuns: 300 },
    )
  })
})
