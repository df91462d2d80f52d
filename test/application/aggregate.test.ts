import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aggregate } from '../../application/aggregate.ts'
import { WrongRevision } from '../../application/event-store.ts'
import { delegation } from '../../domain/delegation/decider.ts'
import { delegationId } from '../../domain/delegation/id.ts'
import { party as parties } from '../../domain/party/decider.ts'
import { systemUser } from '../../domain/system-user/decider.ts'
import { asked, at, context, party, resourceId, systemUserId } from '../support/fixtures.ts'
import { memoryEventStore } from '../support/memory-event-store.ts'
import { scheduledStore } from '../support/scheduled-store.ts'
import { approve, request, revoke } from '../support/system-user-steps.ts'
import { registerSays } from '../support/world.ts'

const id = delegationId(systemUserId, party)
const grant = (key: string) => ({
  type: 'Grant' as const,
  systemUser: systemUserId,
  party,
  basis: { type: 'own-party' as const },
  rights: [{ resource: resourceId, key, action: 'read' }],
  accessPackages: [],
  at,
})
const revokeAll = { type: 'Revoke', systemUser: systemUserId, party, at } as const

/** A store that counts what it is asked. */
function counted(store = memoryEventStore()) {
  const calls = { reads: 0, appends: 0 }
  return {
    ...store,
    calls,
    read: (stream: string) => {
      calls.reads += 1
      return store.read(stream)
    },
    append: (append: Parameters<typeof store.append>[0]) => {
      calls.appends += 1
      return store.append(append)
    },
  }
}

describe('a command', () => {
  test('is appended with who, when and why', async () => {
    const store = memoryEventStore()
    const { position } = await aggregate(store, systemUser).execute(
      asked.id,
      request,
      context('one', { traceparent: '00-1-2-01', clientId: 'klient' }),
    )
    const [event] = store.log()
    expect(event).toMatchObject({
      stream: `systemUser-${asked.id}`,
      type: 'SystemUserRequested',
      position,
      metadata: {
        v: 1,
        occurredAt: at,
        actor: { type: 'organisation', orgNo: asked.vendor },
        commandId: context('one').commandId,
        correlationId: 'one',
        clientId: 'klient',
        traceparent: '00-1-2-01',
      },
    })
  })

  test('that has nothing to record writes nothing, and has no position', async () => {
    const store = counted()
    const delegations = aggregate(store, delegation)
    const { decision, position } = await delegations.execute(id, revokeAll, context('one'))
    expect([decision, position]).toEqual([{ accepted: true, events: [] }, undefined])
    expect(store.calls).toEqual({ reads: 1, appends: 0 })
  })

  test('after another on the same aggregate reads nothing', async () => {
    const store = counted()
    const delegations = aggregate(store, delegation)
    await delegations.execute(id, grant('a'), context('one'))
    await delegations.execute(id, grant('b'), context('two'))
    expect(store.calls).toEqual({ reads: 1, appends: 2 })
  })

  test('is answered from what was just read if it writes nothing', async () => {
    const store = memoryEventStore()
    const here = aggregate(store, systemUser)
    const elsewhere = aggregate(store, systemUser)
    await here.execute(asked.id, request, context('request'))
    await elsewhere.execute(asked.id, approve, context('approve'))
    // What is remembered here is a request, of which a revocation would find nothing to revoke.
    const { decision } = await here.execute(asked.id, revoke, context('revoke'))
    expect(decision).toMatchObject({ accepted: true, events: [{ type: 'SystemUserRevoked' }] })
  })

  test('that lost a race decides afresh', async () => {
    const store = memoryEventStore()
    const here = aggregate(store, delegation)
    const elsewhere = aggregate(store, delegation)
    await here.execute(id, grant('a'), context('one'))
    await elsewhere.execute(id, grant('b'), context('two'))
    const { decision } = await here.execute(id, grant('c'), context('three'))
    expect(decision.accepted && decision.events).toHaveLength(1)
    expect((await here.read(id)).status).toBe('granted')
    expect(store.log()).toHaveLength(3)
  })

  test('that would write what its schema cannot read back writes nothing', async () => {
    const store = memoryEventStore()
    const nameless = { role: 'ÆØÅ', holder: { type: 'organisation' as const, orgNo: party } }
    const command = registerSays(party, nameless)
    await expect(aggregate(store, parties).execute(party, command, context('one'))).rejects.toThrow(
      'role',
    )
    expect(store.log()).toEqual([])
  })

  test('gives up when attempt after attempt lost the race', async () => {
    let appends = 0
    const store = {
      ...memoryEventStore(),
      append: async () => {
        appends += 1
        throw new WrongRevision('always too late')
      },
    }
    const late = aggregate(store, delegation).execute(id, grant('a'), context('one'))
    await expect(late).rejects.toBeInstanceOf(WrongRevision)
    expect(appends).toBe(8)
  })
})

describe('a command that is tried again', () => {
  test.each(['in the same process', 'after a restart'])('%s records nothing', async (place) => {
    const store = memoryEventStore()
    const first = aggregate(store, delegation)
    const { position } = await first.execute(id, grant('a'), context('one'))
    const then = place === 'after a restart' ? aggregate(store, delegation) : first
    const again = await then.execute(id, grant('a'), context('one'))
    expect(again).toMatchObject({ decision: { accepted: true, events: [] }, position })
    expect(store.log()).toHaveLength(1)
  })

  test.each(['in the same process', 'after a restart'])(
    '%s records nothing though it would now have something to record',
    async (place) => {
      const store = memoryEventStore()
      const first = aggregate(store, delegation)
      await first.execute(id, grant('a'), context('one'))
      await first.execute(id, revokeAll, context('two'))
      const then = place === 'after a restart' ? aggregate(store, delegation) : first
      const { state } = await then.execute(id, grant('a'), context('one'))
      expect(state).toEqual({ status: 'none' })
      expect(store.log()).toHaveLength(2)
    },
  )

  test('is accepted as it was before, though it would be refused now', async () => {
    const store = memoryEventStore()
    const users = aggregate(store, systemUser)
    await users.execute(asked.id, request, context('request'))
    const { position } = await users.execute(asked.id, approve, context('approve'))
    await users.execute(asked.id, revoke, context('revoke'))
    const again = await users.execute(asked.id, approve, context('approve'))
    expect(again).toMatchObject({ decision: { accepted: true, events: [] }, position })
    expect(again.state.status).toBe('revoked')
  })

  test('by somebody else under the same id is another command', async () => {
    const store = memoryEventStore()
    const users = aggregate(store, systemUser)
    await users.execute(asked.id, request, context('one'))
    const actor = { type: 'system', process: 'test' } as const
    const { decision } = await users.execute(asked.id, revoke, context('one', { actor }))
    expect(decision).toEqual({ accepted: false, refusal: { code: 'system-user-not-found' } })
  })
})

const contestants = (s: fc.Scheduler) => {
  const store = memoryEventStore()
  const processes = Array.from({ length: 3 }, () => aggregate(scheduledStore(s, store), delegation))
  return { store, run: (i: number) => processes[i % processes.length] ?? expect.fail() }
}

describe('many commands at once on one aggregate', () => {
  const racing = fc.asyncProperty
  test('that say the same record it once, and none is refused', async () => {
    await fc.assert(
      racing(fc.scheduler(), async (s) => {
        const { store, run } = contestants(s)
        const all = Array.from({ length: 32 }, (_, i) =>
          run(i).execute(id, grant('a'), context(`command ${i}`)),
        )
        const answers = await s.waitFor(Promise.all(all))
        expect(answers.every(({ decision }) => decision.accepted)).toBe(true)
        expect(store.log()).toHaveLength(1)
      }),
      { numRuns: 50 },
    )
  })

  test('that say different things each record it once, or say that they lost the race', async () => {
    await fc.assert(
      racing(fc.scheduler(), async (s) => {
        const { store, run } = contestants(s)
        const all = Array.from({ length: 32 }, (_, i) =>
          run(i).execute(id, grant(`right ${i}`), context(`command ${i}`)),
        )
        const answers = await s.waitFor(Promise.allSettled(all))
        const written = answers.flatMap((answer, i) =>
          answer.status === 'fulfilled' ? [context(`command ${i}`).commandId] : [],
        )
        for (const answer of answers)
          if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(WrongRevision)
        const logged = store.log().map(({ metadata }) => metadata)
        expect(logged).toHaveLength(written.length)
        expect(written.length).toBeGreaterThanOrEqual(8)
        for (const commandId of written)
          expect(logged).toContainEqual(expect.objectContaining({ commandId }))
      }),
      { numRuns: 50 },
    )
  })

  test('that are one and the same, tried many times over, record it once', async () => {
    await fc.assert(
      racing(fc.scheduler(), async (s) => {
        const { store, run } = contestants(s)
        const all = Array.from({ length: 8 }, (_, i) =>
          run(i).execute(id, grant('a'), context('one')),
        )
        const answers = await s.waitFor(Promise.all(all))
        expect(new Set(answers.map(({ position }) => position)).size).toBe(1)
        expect(store.log()).toHaveLength(1)
      }),
      { numRuns: 100 },
    )
  })
})
