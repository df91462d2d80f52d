import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anyLog } from '../support/event-arbitraries.ts'
import { memoryLog } from '../support/memory-log.ts'
import { startProjector } from '../support/projecting.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { replay } from '../support/replay.ts'
import { memoryPlace, type Place, redisPlace } from '../support/view-stores.ts'

let redis: RunningRedis

beforeAll(async () => {
  redis = await startRedis()
})
afterAll(async () => {
  await redis.stop()
})

const places: readonly { name: string; make: () => Place | Promise<Place>; runs: number }[] = [
  { name: 'memory', make: () => memoryPlace(), runs: 200 },
  { name: 'Redis', make: () => redisPlace(redis.url), runs: 25 },
]

describe.each(places)('views in $name', ({ make, runs }) => {
  test('hold what a fresh replay gives, however the log was cut and forgotten on the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLog(60),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 3_000 }),
        async (events, sizes, pendingMax, rememberedChars) => {
          const place = await make()
          const half = Math.ceil(events.length / 2)
          const log = memoryLog(events.slice(0, half), () => sizes.next().value)
          const running = startProjector(log, place.store, { pendingMax, rememberedChars })
          await running.ready()
          log.append(...events.slice(half))
          await running.ready()
          expect(await place.contents()).toEqual(replay(events))
          await running.stop()
          await place.close()
        },
      ),
      { numRuns: runs },
    )
  })
})
