import { describe, expect, test } from 'vitest'
import { liveSystems } from '../../projections/live-systems.ts'
import type { StoredEvent } from '../../projections/recorded.ts'
import { systemUsers } from '../../projections/system-users.ts'
import { ref, ViewsNotReady } from '../../projections/views.ts'
import { memoryLog } from '../support/memory-log.ts'
import { startProjector } from '../support/projecting.ts'
import { replay } from '../support/replay.ts'
import { systemUserId, systemUserLog } from '../support/system-user-log.ts'
import { memoryPlace } from '../support/view-stores.ts'

const unreadable = (position: bigint): StoredEvent => ({
  id: '00000000-0000-4000-8000-000000000666',
  position,
  type: 'SystemUserSuspended',
  data: { type: 'SystemUserSuspended', name: 'a secret' },
  metadata: {},
})

describe('an event that cannot be read', () => {
  test('stops all after it, bars the views, and is named without its content', async () => {
    const place = await memoryPlace()
    const log = memoryLog(systemUserLog(1, 10))
    const running = startProjector(log, place.store)
    await running.ready()
    const before = log.events.length
    log.append(...systemUserLog(20, 1, await log.head()))
    const last = await log.head()
    log.append(unreadable(last + 1n), ...systemUserLog(30, 1, last + 1n))
    const { state, ready, reason, reached } = await running.ended
    expect({ state, ready, reached }).toEqual({ state: 'halted', ready: false, reached: last })
    expect(reason).toContain(
      `SystemUserSuspended 00000000-0000-4000-8000-000000000666 at ${last + 1n}`,
    )
    expect(reason).not.toContain('a secret')
    const asked = place.views.fetch([ref(systemUsers, systemUserId(1))])
    await expect(asked).rejects.toThrow(ViewsNotReady)
    expect(await place.contents()).toEqual(replay(log.events.slice(0, before + 3)))
  })

  test('still bars the views after a restart, and no longer once it can be read', async () => {
    const place = await memoryPlace()
    const log = memoryLog([...systemUserLog(1, 1), unreadable(1_000n)])
    expect((await startProjector(log, place.store).ended).state).toBe('halted')
    expect((await startProjector(log, place.store).ended).state).toBe('halted')
    const readable = memoryLog([...systemUserLog(1, 1), ...systemUserLog(2, 1, 990n)])
    const upgraded = startProjector(readable, place.store)
    await upgraded.ready()
    expect(await place.contents()).toEqual(replay(readable.events))
    await upgraded.stop()
  })
})

describe('a rebuild', () => {
  test('is put in the place of the views in use, which the projector at work then goes on with', async () => {
    const place = await memoryPlace()
    const log = memoryLog(systemUserLog(1, 10))
    const live = startProjector(log, place.store)
    await live.ready()
    const old = live.status().generation
    const { ready, generation } = await startProjector(log, place.store, { isRebuild: true }).ended
    expect(ready).toBe(true)
    expect(generation).not.toBe(old)
    log.append(...systemUserLog(20, 10, await log.head()))
    await live.ready()
    expect(live.status().generation).toBe(generation)
    expect(await place.contents()).toEqual(replay(log.events))
    await live.stop()
  })

  test('that was interrupted goes on where it was', async () => {
    const place = await memoryPlace()
    const log = memoryLog(systemUserLog(1, 10))
    const live = startProjector(log, place.store)
    await live.ready()
    const stopped = memoryLog(log.events.slice(0, 5))
    const first = startProjector(
      { ...stopped, follow: (after, signal) => withoutEnd(stopped.follow(after, signal)) },
      place.store,
      { isRebuild: true },
    )
    await expect.poll(() => first.status().reached).toBe(stopped.events.at(-1)?.position)
    const { generation } = await first.stop()
    const second = startProjector(log, place.store, { isRebuild: true })
    expect((await second.ended).generation).toBe(generation)
    expect(second.metrics().events).toBe(log.events.length - 5)
    expect(await place.contents()).toEqual(replay(log.events))
    await live.stop()
  })
})

describe('another program', () => {
  test('builds its own views beside those in use, and the projector of those then stops', async () => {
    const place = await memoryPlace()
    const log = memoryLog(systemUserLog(1, 10))
    const older = startProjector(log, place.store)
    await older.ready()
    const newer = startProjector(log, place.store, { projections: [systemUsers, liveSystems] })
    await newer.ready()
    expect((await older.ended).state).toBe('superseded')
    await newer.stop()
  })
})

test('an empty log gives empty views that are ready', async () => {
  const place = await memoryPlace()
  const running = startProjector(memoryLog(), place.store)
  await running.ready()
  const answer = await place.views.fetch([ref(systemUsers, systemUserId(1))])
  expect(answer).toEqual({ position: 0n, documents: [undefined] })
  await running.stop()
})

/** A log that never says that there is no more. */
async function* withoutEnd<Batch extends object>(batches: AsyncIterable<Batch>) {
  for await (const batch of batches) yield { ...batch, caughtUp: false }
}
