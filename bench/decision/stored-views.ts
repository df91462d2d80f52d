import { redisConnection } from '../../infrastructure/views/redis-connection.ts'
import { redisViewStore } from '../../infrastructure/views/redis-view-store.ts'
import { projections } from '../../projections/all.ts'
import { fingerprintOf } from '../../projections/fingerprint.ts'
import type { Recorded } from '../../projections/recorded.ts'
import type { Claim, ViewBatch, ViewStore } from '../../projections/view-store.ts'
import { workingSet } from '../../projections/working-set.ts'
import { type BenchRedis, startRedis } from '../redis.ts'
import { delegationAt, type Range } from './delegations.ts'
import { groundEvents, lifeEvents, recorder } from './stored-events.ts'

export const namespace = 'bench'
export const fingerprint = fingerprintOf(projections.map(({ name }) => name))

export type StoredViews = {
  readonly redis: BenchRedis
  /** What Redis needs for each system user, its keys and lists included. */
  readonly bytesEach: number
}

const usersAtOnce = 1_000

/** The views of a log in which all these system users were asked for and approved, in a Redis of their own. */
export async function storeViews({ first, count }: Range): Promise<StoredViews> {
  const redis = await startRedis()
  const connection = redisConnection({ url: redis.url, silenceMs: 60_000 })
  const store = redisViewStore(connection, namespace)
  const generation = await store.begin(fingerprint)
  const claim = await store.claim(generation)
  if (claim === undefined) throw new Error('the views cannot be written')
  const writer = viewWriter(store, claim)
  const record = recorder()
  const lifeOf = lifeEvents()
  await writer.write([...groundEvents()].map(record))
  await writer.done()
  const before = await usedBytes(connection)
  for (let n = first; n < first + count; n += usersAtOnce) {
    const users = Array.from({ length: Math.min(usersAtOnce, first + count - n) }, (_, i) => n + i)
    const events = users.flatMap((user) => lifeOf(user, delegationAt(user)))
    await writer.write(events.map(record))
  }
  await writer.done()
  const bytesEach = ((await usedBytes(connection)) - before) / count
  await store.activate(claim.lease)
  connection.disconnect()
  return { redis, bytesEach }
}

/** Folds and writes as the projector does: while a batch is on its way, the next is folded. */
function viewWriter(store: ViewStore, { lease, reached, documents }: Claim) {
  const working = workingSet(projections)
  working.start(reached, documents)
  let at = reached
  let onItsWay: Promise<unknown> = Promise.resolve()
  const apply = async (batch: ViewBatch): Promise<void> => {
    const outcome = await store.apply(lease, batch)
    if (outcome !== 'applied') throw new Error(`a batch was not applied: ${outcome}`)
  }
  return {
    async write(events: readonly Recorded[]): Promise<void> {
      await working.fold(events, (keys) => store.read(lease.generation, keys))
      await onItsWay
      const to = events.at(-1)?.position ?? at
      onItsWay = apply(working.take(at, to))
      at = to
    },
    done: () => onItsWay,
  }
}

async function usedBytes(redis: ReturnType<typeof redisConnection>): Promise<number> {
  const used = /^used_memory:(\d+)/mu.exec(await redis.info('memory'))?.[1]
  return Number(used)
}
