import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WrongRevision } from '../../application/event-store.ts'
import { systemUser } from '../../domain/system-user/decider.ts'
import { SystemUserEvent } from '../../domain/system-user/events.ts'
import { hasEnded, type SystemUser } from '../../domain/system-user/state.ts'
import { ClientId, ExternalRef, type OrgNo, SystemId } from '../../domain/values.ts'
import { clientIds } from '../../projections/client-ids.ts'
import { grants } from '../../projections/grants.ts'
import { systems } from '../../projections/systems.ts'
import { ref } from '../../projections/views.ts'
import { delegationId } from '../../domain/delegation/id.ts'
import {
  context,
  expiresAt,
  ola,
  otherVendor,
  party,
  pia,
  systemContent,
  vendor,
} from '../support/fixtures.ts'
import { memoryEventStore, type MemoryEventStore } from '../support/memory-event-store.ts'
import { scheduledStore } from '../support/scheduled-store.ts'
import * as story from '../support/world.ts'

/** The same log seen by several processes, each call of which waits its turn. */
const processesOf = (s: fc.Scheduler, store: MemoryEventStore, count: number) => {
  const all = Array.from({ length: count }, () =>
    story.world(store, (sound) => scheduledStore(s, sound)),
  )
  return (i: number): story.World => all[i % count] ?? expect.fail('there is no process')
}

/** Whoever lost too many races says so; nothing else may go wrong. */
async function settled(s: fc.Scheduler, all: readonly Promise<unknown>[]): Promise<void> {
  for (const answer of await s.waitFor(Promise.allSettled(all)))
    if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(WrongRevision)
}

const names = ['a', 'b', 'c'].map((id) => ClientId.parse(id))

describe('many registrations at once', () => {
  const registration = fc.record({
    vendor: fc.constantFrom<OrgNo>(vendor, otherVendor),
    name: fc.constantFrom('en', 'to'),
    clients: fc.shuffledSubarray(names, { minLength: 1 }),
    process: fc.nat(2),
    command: fc.nat(7),
  })

  const numRuns = 600
  test('leave every client id with the one system that lists it, and no other held', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.uniqueArray(registration, { minLength: 2, maxLength: 5, selector: (r) => r.command }),
        async (s, registrations) => {
          const store = memoryEventStore()
          await story.withResource(story.world(store))
          const run = processesOf(s, store, 3)
          const commands = registrations.map((one) => {
            const systemId = SystemId.parse(`${one.vendor}_${one.name}`)
            const content = { ...systemContent, clientIds: one.clients }
            const system = { systemId, vendor: one.vendor, content }
            return run(one.process).registerSystem(system, context(`command ${one.command}`))
          })
          await settled(s, commands)
          const { views } = story.world(store)
          const ids = new Set(
            registrations.map((one) => SystemId.parse(`${one.vendor}_${one.name}`)),
          )
          const listed = new Map<string, string>()
          for (const systemId of ids) {
            const { documents } = await views.fetch([ref(systems, systemId)])
            for (const clientId of documents[0]?.content.clientIds ?? []) {
              expect(listed.get(clientId)).toBeUndefined()
              listed.set(clientId, systemId)
            }
          }
          for (const clientId of names) {
            const { documents } = await views.fetch([ref(clientIds, clientId)])
            expect(documents[0]?.systemId).toBe(listed.get(clientId))
          }
        },
      ),
      { numRuns },
    )
  })
})

/** The state of every system user after each event of the log. */
function* statesOf(store: MemoryEventStore) {
  const users = new Map<string, SystemUser>()
  for (const { stream, data } of store.log()) {
    const event = SystemUserEvent.safeParse(data)
    if (!event.success) continue
    users.set(stream, systemUser.evolve(users.get(stream) ?? systemUser.initial, event.data))
    yield [...users.values()]
  }
}

describe('many requests at once for one triple', () => {
  test('never lead to two that live', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('request', 'withdraw', 'approve', 'revoke'), {
          minLength: 3,
          maxLength: 8,
        }),
        async (s, steps) => {
          const store = memoryEventStore()
          await story.withSystem(story.world(store))
          const first = await story
            .world(store)
            .requestSystemUser(story.theRequest, context('the first'))
          const requestId = first.done ? first.value.id : expect.fail('was refused')
          const answer = story.byPia(requestId)
          const run = processesOf(s, store, 3)
          const commands = steps.map((step, i) => {
            const world = run(i)
            const ctx = context(`step ${i}`)
            if (step === 'withdraw') return world.withdrawRequest({ vendor, requestId }, ctx)
            if (step === 'approve') return world.approveRequest(answer, ctx)
            if (step === 'revoke')
              return world.revokeSystemUser(
                { kind: 'standard', party, systemUser: requestId, person: pia },
                ctx,
              )
            return world.requestSystemUser(story.theRequest, ctx)
          })
          await settled(s, commands)
          for (const users of statesOf(store))
            expect(users.filter((user) => !hasEnded(user)).length).toBeLessThanOrEqual(1)
          const last = await story
            .world(store)
            .requestSystemUser(story.theRequest, context('the last'))
          expect(last.done || last.refusal.code === 'system-user-exists').toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('many answers at once to one request', () => {
  const step = fc.constantFrom('approve', 'approve late', 'reject', 'withdraw', 'revoke')

  test('never leave a system user active with nothing delegated to it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(step, { minLength: 2, maxLength: 6 }),
        async (s, steps) => {
          const store = memoryEventStore()
          const { requestId } = await story.withRequest(story.world(store))
          const answer = story.byPia(requestId)
          const run = processesOf(s, store, 3)
          const commands = steps.map((what, i) => {
            const world = run(i)
            const ctx = context(`step ${i}`)
            switch (what) {
              case 'approve':
                return world.approveRequest(answer, ctx)
              case 'approve late':
                return world.approveRequest(answer, { ...ctx, at: expiresAt })
              case 'reject':
                return world.rejectRequest(answer, ctx)
              case 'withdraw':
                return world.withdrawRequest({ vendor, requestId }, ctx)
              case 'revoke':
                return world.revokeSystemUser(
                  { kind: 'standard', party, systemUser: requestId, person: pia },
                  ctx,
                )
            }
          })
          await settled(s, commands)
          const { views, aggregates } = story.world(store)
          const { documents } = await views.fetch([ref(grants, delegationId(requestId, party))])
          const user = await aggregates.systemUsers.read(requestId)
          if (user.status === 'active') expect(documents[0]?.rights).toHaveLength(2)
          const ends = store.log().filter(({ type }) => /Approved|Rejected/u.test(type))
          expect(ends.length).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('of two who approve, one is told that it was decided', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        const store = memoryEventStore()
        const { requestId } = await story.withRequest(story.world(store))
        const board = { role: 'styreleder', holder: { type: 'person', person: ola } } as const
        const leader = { role: 'daglig-leder', holder: { type: 'person', person: pia } } as const
        const both = story.registerSays(party, leader, board)
        await story.world(store).recordParties([both], context('both manage access'))
        const run = processesOf(s, store, 2)
        const answers = await s.waitFor(
          Promise.all(
            [pia, ola].map((person, i) =>
              run(i).approveRequest(
                { kind: 'standard', party, requestId, person },
                context(`by ${person}`),
              ),
            ),
          ),
        )
        expect(answers.filter(({ done }) => done)).toHaveLength(1)
        expect(answers).toContainEqual({
          done: false,
          refusal: { code: 'request-already-decided' },
        })
      }),
      { numRuns: 100 },
    )
  })
})

describe('a party that makes a system user while its vendor asks for it', () => {
  const vendorDoes = fc.constantFrom('asks', 'asks and takes back')

  test('has one of them for the triple, and is told no by the other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), vendorDoes, fc.nat(1), async (s, does, other) => {
        const store = memoryEventStore()
        await story.withSystem(story.world(store))
        const run = processesOf(s, store, 2)
        const externalRef = ExternalRef.parse(party)
        const asking = async (): Promise<void> => {
          const request = { ...story.theRequest, externalRef }
          const asked = await run(1).requestSystemUser(request, context('ask'))
          if (!asked.done || does === 'asks') return
          const requestId = asked.value.id
          await run(1).withdrawRequest({ vendor, requestId }, context('take back'))
        }
        const { systemId } = story.theSystem
        const making = (name: string) => {
          const made = { party, person: pia, systemId, integrationTitle: 'Vårt' }
          return run(name === 'make' ? 0 : other).createSystemUser(made, context(name))
        }
        await settled(s, [making('make'), asking(), making('make again')])
        for (const users of statesOf(store))
          expect(users.filter((user) => !hasEnded(user)).length).toBeLessThan(2)
      }),
      { numRuns: 1000 },
    )
  })
})
