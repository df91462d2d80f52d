import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aggregates } from '../../application/aggregates.ts'
import type { SystemUserCommand } from '../../domain/system-user/decide.ts'
import { SystemUserId } from '../../domain/values.ts'
import {
  type EventStoreClient,
  eventStoreClient,
} from '../../infrastructure/event-store/event-store-client.ts'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'
import { asked, context } from '../support/fixtures.ts'
import { untilCaughtUp } from '../support/follow.ts'
import { startProjector } from '../support/projecting.ts'
import { startRedis } from '../support/redis.ts'
import { replay } from '../support/replay.ts'
import { approve, request, revoke } from '../support/system-user-steps.ts'
import { redisPlace } from '../support/view-stores.ts'

// Against EVENTSTORE_URL when it is set, under a namespace that nobody has.
describe('the projector on an event store and Redis', () => {
  let server: RunningEventStore | undefined
  let redis: Awaited<ReturnType<typeof startRedis>>
  let client: EventStoreClient
  beforeAll(async () => {
    const given = process.env['EVENTSTORE_URL']
    server = given === undefined ? await startEventStore() : undefined
    const namespace = randomUUID().replaceAll('-', '')
    client = eventStoreClient({ url: given ?? server?.url ?? '', namespace })
    redis = await startRedis()
  })
  afterAll(async () => {
    client.close()
    await redis.stop()
    await server?.stop()
  })

  async function live(id: SystemUserId, steps: readonly SystemUserCommand[]): Promise<void> {
    const { systemUsers } = aggregates(client.store)
    for (const step of steps) await systemUsers.execute(id, step, context(randomUUID()))
  }

  test('writes what a fresh replay of the log gives, started before the events or after', async () => {
    const place = await redisPlace(redis.url)
    const early = startProjector(client.log, place.store)
    const lives = Array.from({ length: 50 }, (_, i) => {
      const id = SystemUserId.parse(randomUUID())
      const mine = { ...request, asked: { ...asked, id } }
      return live(id, [mine, approve, revoke].slice(0, 1 + (i % 3)))
    })
    await Promise.all(lives)
    await early.ready()
    const events = await untilCaughtUp(client.log, 'start')
    expect(events).toHaveLength(50 + 33 + 16)
    expect(await place.contents()).toEqual(replay(events))
    await early.stop()
    await place.close()

    const anew = await redisPlace(redis.url)
    const late = startProjector(client.log, anew.store)
    await late.ready()
    expect(await anew.contents()).toEqual(replay(events))
    await late.stop()
    await anew.close()
  })
})
