import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { aggregates } from '../../application/aggregates.ts'
import { ExternalRef, Instant, SystemId, SystemUserId } from '../../domain/values.ts'
import type { StoredEvent } from '../../projections/recorded.ts'
import type { ApiWorld } from '../support/api-world.ts'
import { deriveId } from '../support/derive-id.ts'
import { asked, context, vendor } from '../support/fixtures.ts'
import { memoryLog } from '../support/memory-log.ts'
import { startProjector } from '../support/projecting.ts'
import { startRedis } from '../support/redis.ts'
import { redisPlace } from '../support/view-stores.ts'
import { readScope, requestPath, storyWorld, system } from '../support/story-world.ts'

const count = 10_000
const pageSize = 50
const Page = z.object({
  links: z.object({ next: z.string().optional() }),
  data: z.array(z.object({ id: z.string() })),
})
const systemId = SystemId.parse(system)
const idOf = (n: number): SystemUserId => SystemUserId.parse(deriveId('request', String(n)))
/** One request a second, so that those that come later stand later. */
const timeOf = (n: number): Instant =>
  Instant.parse(new Date(Date.parse('2026-02-01T00:00:00.000Z') + n * 1000).toISOString())

function desk({ store }: ApiWorld) {
  const { systemUsers } = aggregates(store)
  const expiresAt = Instant.parse('2027-01-01T00:00:00.000Z')
  return {
    ask: (n: number) => {
      const one = { ...asked, id: idOf(n), systemId, externalRef: ExternalRef.parse(`r${n}`) }
      const at = timeOf(n)
      const command = { type: 'RequestSystemUser', asked: one, expiresAt, at } as const
      return systemUsers.execute(idOf(n), command, context(`ask ${n}`, { at }))
    },
    withdraw: (n: number) => {
      const command = { type: 'WithdrawRequest', vendor, at: timeOf(count) } as const
      return systemUsers.execute(idOf(n), command, context(`withdraw ${n}`))
    },
  }
}

/** Views in a Redis, into which whatever was written so far is carried while they are asked. */
async function viewsInRedis() {
  const redis = await startRedis()
  const place = await redisPlace(redis.url, { waitMs: 5_000 })
  const log = memoryLog()
  const carrying = startProjector(log, place.store)
  return {
    views: place.views,
    carry: (events: readonly StoredEvent[]) => log.append(...events.slice(log.events.length)),
    ready: () => carrying.ready(),
    close: async () => {
      await carrying.stop()
      await place.close()
      await redis.stop()
    },
  }
}

/** Views in memory hold what is written as soon as it is. */
const viewsInMemory = async () => ({
  carry: () => undefined,
  ready: async () => undefined,
  close: async () => undefined,
})

test.each([
  ['memory', viewsInMemory],
  ['Redis', viewsInRedis],
])(
  'ten thousand requests in %s are paged through while others come and go: none twice, none missed',
  { timeout: 60_000 },
  async (_where, open) => {
    const { carry, ready, close, ...views } = await open()
    onTestFinished(close)
    const world = await storyWorld(views)
    const { ask, withdraw } = desk(world)
    for (let n = 0; n < count; n += 1) await ask(n)
    carry(world.log)
    await ready()
    const token = await world.organisation(vendor, readScope)
    const random = fc.sample(fc.nat(count - 1), { numRuns: 3 * (count / pageSize + 10), seed: 1 })
    const gone = new Set<number>()
    const seen: string[] = []
    let next: string | undefined = `${requestPath}/vendor/bysystem/${system}`
    for (let page = 0; next !== undefined; page += 1) {
      const answer = await world.call(token, 'GET', next)
      const { data, links } = Page.parse(answer.json())
      seen.push(...data.map(({ id }) => id))
      next = links.next?.slice(links.next.indexOf('/authentication'))
      await ask(count + page)
      for (const n of random.slice(3 * page, 3 * page + 3)) {
        gone.add(n)
        await withdraw(n)
      }
      carry(world.log)
    }
    expect(new Set(seen).size).toBe(seen.length)
    const wasSeen = new Set(seen)
    const stayed = Array.from({ length: count }, (_, n) => n).filter((n) => !gone.has(n))
    expect(stayed.filter((n) => !wasSeen.has(idOf(n)))).toEqual([])
    expect(stayed.length).toBeGreaterThan(9000)
  },
)
