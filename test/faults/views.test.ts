import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { redisKeys } from '../../infrastructure/views/redis-keys.ts'
import { systemUsers, systemUsersOfParty } from '../../projections/system-users.ts'
import type { ViewStore } from '../../projections/view-store.ts'
import { ref, type Views, ViewsBehind, ViewsNotReady } from '../../projections/views.ts'
import { type MemoryLog, memoryLog } from '../support/memory-log.ts'
import { type RunningProjector, startProjector } from '../support/projecting.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { replay } from '../support/replay.ts'
import { systemUserId, systemUserLog, systemUserParty } from '../support/system-user-log.ts'
import { type TcpProxy, tcpProxy } from '../support/tcp-proxy.ts'
import { type Place, redisPlace } from '../support/view-stores.ts'

const namespace = 'faults'
const watched = systemUserId(1_000)

let redis: RunningRedis
let proxy: TcpProxy
let place: Place
let log: MemoryLog
let running: RunningProjector

/** Asks for a system user again and again, and remembers every answer after the first one that says it is revoked. */
function watch(views: Views) {
  const over = new AbortController()
  const answers = new Set<string>()
  const watching = (async () => {
    let isRevoked = false
    while (!over.signal.aborted) {
      const answer = await statusOf(views)
      isRevoked ||= answer === 'revoked'
      if (isRevoked) answers.add(answer)
      await setTimeout(1)
    }
  })()
  return {
    answers,
    async stop() {
      over.abort()
      await watching
    },
  }
}

async function statusOf(views: Views): Promise<string> {
  try {
    const { documents } = await views.fetch([ref(systemUsers, watched)])
    return documents[0]?.status ?? 'none'
  } catch (error) {
    if (error instanceof ViewsNotReady || error instanceof ViewsBehind) return 'unknown'
    throw error
  }
}

async function more(first: number, count = 50): Promise<void> {
  log.append(...systemUserLog(first, count, await log.head()))
}

const command = async <Reply>(act: (client: Redis) => Promise<Reply>): Promise<Reply> => {
  const client = new Redis(redis.port, '127.0.0.1')
  try {
    return await act(client)
  } finally {
    client.disconnect()
  }
}

const keys = redisKeys(namespace)
const activeKeys = (client: Redis) =>
  client.get(keys.active).then((generation) => keys.generation(generation ?? ''))

beforeEach(async () => {
  redis = await startRedis()
  proxy = await tcpProxy(redis.port)
  place = await redisPlace(`redis://127.0.0.1:${proxy.port}`, { namespace })
  log = memoryLog(systemUserLog(1, 100))
  running = startProjector(log, place.store, {
    reached: (position) => place.fresh.reached(position),
  })
  await running.ready()
})
afterEach(async () => {
  await running.stop()
  await place.close()
  await proxy.close()
  await redis.stop()
})

describe('views in a Redis that', () => {
  const faults: readonly { name: string; act: () => Promise<void> }[] = [
    { name: 'is flushed', act: () => redis.flushall() },
    { name: 'is killed and starts empty', act: () => redis.restart() },
    {
      name: 'forgets its scripts',
      act: () => command(async (client) => void (await client.script('FLUSH'))),
    },
    {
      name: 'holds a list that is none',
      act: () =>
        command(async (client) => {
          const { list } = await activeKeys(client)
          await client.set(list + systemUsersOfParty(systemUserParty), 'no list')
        }),
    },
    {
      name: 'holds a marker that is none',
      act: () =>
        command(async (client) => {
          const { marker } = await activeKeys(client)
          await client.del(marker)
          await client.hset(marker, 'no', 'marker')
        }),
    },
    {
      name: 'holds a marker that cannot be read',
      act: () =>
        command(async (client) => {
          const { marker } = await activeKeys(client)
          await client.set(marker, 'nonsense')
        }),
    },
    {
      name: 'falls silent on all its links',
      act: async () => {
        proxy.silence()
        await setTimeout(700)
        proxy.heal()
      },
    },
    {
      name: 'is frozen for a while',
      act: async () => {
        redis.pause()
        await setTimeout(700)
        redis.resume()
      },
    },
    {
      name: 'goes back to an older snapshot',
      act: async () => {
        await redis.kill()
        await copyFile(join(redis.dir, 'older.rdb'), join(redis.dir, 'dump.rdb'))
        await redis.restart()
      },
    },
  ]

  test.each(faults)(
    '$name give no wrong answer, and are whole again by themselves',
    async ({ act }) => {
      await command((client) => client.save())
      await copyFile(join(redis.dir, 'dump.rdb'), join(redis.dir, 'older.rdb'))
      await more(1_000)
      await running.ready()
      const watching = watch(place.views)
      await expect.poll(() => [...watching.answers]).toContain('revoked')
      await more(2_000)
      await act()
      await more(3_000)
      await running.ready()
      await expect.poll(() => statusOf(place.views)).toBe('revoked')
      await watching.stop()
      expect([...watching.answers].filter((answer) => answer !== 'unknown')).toEqual(['revoked'])
      expect(await place.contents()).toEqual(replay(log.events))
    },
  )

  test('holds a list that is none takes nothing at all of a batch that names it', async () => {
    await running.stop()
    const { active = '' } = await place.store.generations()
    const claim = await place.store.claim(active)
    if (claim === undefined) throw new Error('the views are gone')
    const { lease, reached: from, documents } = claim
    await command((client) => client.set(`${keys.generation(active).list}l`, 'no list'))
    const put = ['live-systems:310000009', '{"vendor":"310000009"}'] as const
    const lists = [{ list: 'l', enter: ['m'], leave: [] }]
    const batch = { from, to: 1_000_000n, puts: [put], removes: [], lists, documents }
    expect(await place.store.apply(lease, batch)).toBe('corrupt')
    expect(await place.store.read(active, [put[0]])).toEqual([undefined])
  })

  test('is flushed while nothing happens are whole again all the same', async () => {
    await redis.flushall()
    await expect.poll(() => running.metrics().rewinds).toBeGreaterThan(0)
    await running.ready()
    expect(await place.contents()).toEqual(replay(log.events))
  })
})

/** A store whose next batch waits until it is let go, as when its process is frozen. */
const freezable = (store: ViewStore) => {
  let gate: Promise<void> | undefined
  let open: (() => void) | undefined
  return {
    freeze() {
      gate = new Promise((resolve) => {
        open = resolve
      })
    },
    thaw: () => open?.(),
    store: {
      ...store,
      apply: async (...batch: Parameters<ViewStore['apply']>) => {
        await gate
        return store.apply(...batch)
      },
    },
  }
}

describe('two projectors', () => {
  test('that race end with the later one at work alone', async () => {
    const other = startProjector(log, place.store)
    await other.ready()
    await more(1_000)
    expect((await running.ended).state).toBe('fenced')
    await other.ready()
    expect(await place.contents()).toEqual(replay(log.events))
    await other.stop()
  })

  test('of which the earlier was frozen and wakes: what it holds is not written', async () => {
    await running.stop()
    const frozen = freezable(place.store)
    const older = startProjector(log, frozen.store)
    await older.ready()
    frozen.freeze()
    await more(1_000)
    await setTimeout(50)
    const later = startProjector(log, place.store)
    await later.ready()
    frozen.thaw()
    expect((await older.ended).state).toBe('fenced')
    expect(older.metrics().outcomes).toMatchObject({ fenced: 1 })
    await more(2_000)
    await later.ready()
    expect(await place.contents()).toEqual(replay(log.events))
    await later.stop()
  })
})
