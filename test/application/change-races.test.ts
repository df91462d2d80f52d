import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WrongRevision } from '../../application/event-store.ts'
import type { RequestChange } from '../../application/request-change.ts'
import { delegationId } from '../../domain/delegation/id.ts'
import { ChangeId, ExternalRef, type SystemUserId } from '../../domain/values.ts'
import { grants } from '../../projections/grants.ts'
import { ref } from '../../projections/views.ts'
import { kravOgUtlegg, skattNaering } from '../support/catalogue.ts'
import * as changes from '../support/change-world.ts'
import {
  context,
  expiresAt,
  ola,
  otherResourceId,
  party,
  pia,
  resourceId,
  vendor,
} from '../support/fixtures.ts'
import { memoryEventStore, type MemoryEventStore } from '../support/memory-event-store.ts'
import { scheduledStore } from '../support/scheduled-store.ts'
import * as story from '../support/world.ts'

const { changeByPia, changeId, swap } = changes

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

/** Three changes that contradict each other: swap, grow, and give up the first resource. */
const wishes = (systemUser: SystemUserId): readonly RequestChange[] => {
  const first = { resource: resourceId }
  const second = { resource: otherResourceId }
  const both = [kravOgUtlegg, skattNaering]
  const none = { unwantedRights: [], unwantedAccessPackages: [] }
  const more = { requiredRights: [first, second], requiredAccessPackages: both }
  const less = { requiredRights: [], requiredAccessPackages: [] }
  return [
    swap(systemUser),
    { ...swap(systemUser, 2), ...more, ...none },
    { ...swap(systemUser, 3), ...less, unwantedRights: [first] },
  ]
}

async function withWishes(store: MemoryEventStore) {
  const { world, systemUser } = await changes.withWiderSystemUser(story.world(store))
  const all = wishes(systemUser)
  for (const one of all) await world.requestChange(one, context(`ask ${one.change}`))
  return { systemUser, all }
}

const namesIn = ({ requiredRights, requiredAccessPackages }: RequestChange) => [
  ...requiredRights.map(({ resource }) => String(resource)),
  ...requiredAccessPackages,
]
const unwantedIn = ({ unwantedRights, unwantedAccessPackages }: RequestChange) => [
  ...unwantedRights.map(({ resource }) => String(resource)),
  ...unwantedAccessPackages.map(String),
]

/** By name what the approved changes come to, one after the other in the order of the log. */
function expectedIn(store: MemoryEventStore, asked: readonly RequestChange[]): readonly string[] {
  const held = new Set<string>([resourceId, kravOgUtlegg])
  for (const event of store.log()) {
    if (event.type !== 'SystemUserChangeApproved') continue
    const id = changeIn(event.data)
    const change = asked.find((one) => one.change === id) ?? expect.fail('nobody asked')
    for (const name of unwantedIn(change)) held.delete(name)
    for (const name of namesIn(change)) held.add(name)
  }
  return [...held].toSorted()
}

const changeIn = (data: unknown): ChangeId =>
  ChangeId.parse(typeof data === 'object' && data !== null && 'change' in data ? data.change : '')

async function heldIn(store: MemoryEventStore, systemUser: SystemUserId) {
  const { documents } = await story
    .world(store)
    .views.fetch([ref(grants, delegationId(systemUser, party))])
  const { rights = [], accessPackages = [] } = documents[0] ?? {}
  return [...new Set(rights.map(({ resource }) => String(resource))), ...accessPackages].toSorted()
}

const answerTypes = /Change(?:Approved|Rejected|Expired)$/u

function expectOneAnswerEach(store: MemoryEventStore): void {
  const log = store.log()
  const answers = log.filter(({ type }) => answerTypes.test(type)).map(({ data }) => changeIn(data))
  expect(new Set(answers).size).toBe(answers.length)
  const end = log.findIndex(({ type }) => type === 'SystemUserRevoked')
  const after = end === -1 ? [] : log.slice(end).map(({ type }) => type)
  expect(after).not.toContain('SystemUserChangeApproved')
  expect(after).not.toContain('SystemUserChangeRequested')
}

const act = fc.record({
  do: fc.constantFrom('approve', 'approve', 'approve', 'reject', 'withdraw', 'expire', 'revoke'),
  n: fc.integer({ min: 1, max: 3 }),
})

describe('changes of one system user, answered all at once', () => {
  test('come to what the approved ones say, in the order in which they were approved', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(act, { minLength: 2, maxLength: 6 }),
        async (s, acts) => {
          const store = memoryEventStore()
          const { systemUser, all } = await withWishes(store)
          const run = processesOf(s, store, 3)
          const commands = acts.map(({ do: what, n }, i) => {
            const ctx = context(`act ${i}`)
            const world = run(i)
            switch (what) {
              case 'approve':
                return world.approveChange(changeByPia(n), ctx)
              case 'reject':
                return world.rejectChange(changeByPia(n), ctx)
              case 'withdraw':
                return world.withdrawChange({ vendor, requestId: changeId(n) }, ctx)
              case 'expire':
                return world.expireRequests(expiresAt)
              case 'revoke':
                return world.revokeSystemUser(
                  { kind: 'standard', party, systemUser, person: pia },
                  ctx,
                )
            }
          })
          await settled(s, commands)
          expect(await heldIn(store, systemUser)).toEqual(expectedIn(store, all))
          expectOneAnswerEach(store)
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('a first request that two people approve, and a change after it', () => {
  test('leave what the change came to, however late the second one is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        const store = memoryEventStore()
        const plain = await changes.withWiderSystem(story.world(store))
        const request = { ...story.theRequest, accessPackages: [kravOgUtlegg] }
        const made = await plain.requestSystemUser(request, context('request'))
        const id = made.done ? made.value.id : expect.fail('was refused')
        const says = story.registerSays(
          party,
          { role: 'daglig-leder', holder: { type: 'person', person: pia } },
          { role: 'styreleder', holder: { type: 'person', person: ola } },
        )
        await plain.recordParties([says], context('both manage access'))
        const run = processesOf(s, store, 2)
        const wish = swap(id)
        const first = async () => {
          await run(0).approveRequest(story.byPia(id), context('by Pia'))
          await run(0).requestChange(wish, context('ask'))
          await run(0).approveChange(changeByPia(), context('yes'))
        }
        const second = run(1).approveRequest({ ...story.byPia(id), person: ola }, context('by Ola'))
        await settled(s, [first(), second])
        expect(await heldIn(store, id)).toEqual([otherResourceId, skattNaering].toSorted())
      }),
      { numRuns: 300 },
    )
  })
})

describe('one id for the changes of two system users', () => {
  test('belongs to one of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (s, withdraw) => {
        const store = memoryEventStore()
        const { world, systemUser } = await changes.withWiderSystemUser(story.world(store))
        const another = { ...story.theRequest, externalRef: ExternalRef.parse('another') }
        const made = await world.requestSystemUser(another, context('another'))
        const other = made.done ? made.value.id : expect.fail('was refused')
        await world.approveRequest(story.byPia(other), context('approve another'))
        const run = processesOf(s, store, 2)
        const commands: Promise<unknown>[] = [systemUser, other].map((id, i) =>
          run(i).requestChange(swap(id), context(`ask ${i}`)),
        )
        if (withdraw)
          commands.push(
            run(0).withdrawChange({ vendor, requestId: changeId(1) }, context('withdraw')),
          )
        await settled(s, commands)
        const asked = store.log().filter(({ type }) => type === 'SystemUserChangeRequested')
        expect(asked).toHaveLength(1)
      }),
      { numRuns: 300 },
    )
  })
})
