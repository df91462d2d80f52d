import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { redisKeys } from '../../infrastructure/views/redis-keys.ts'
import { documentKey } from '../../projections/document-key.ts'
import { liveSystems } from '../../projections/live-systems.ts'
import type { Reached, ViewBatch, ViewStore } from '../../projections/view-store.ts'
import { ref } from '../../projections/views.ts'
import { randomOf } from '../support/faults/random.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { redisPlace } from '../support/view-stores.ts'
import { fingerprint } from '../support/projecting.ts'

// A projector that was thought dead wakes up and writes what it had in hand: access that was given, and has been
// withdrawn since. Whoever asks from after the withdrawal must not be let in by it (the new enemy problem).

const access = JSON.stringify({ vendor: '310000001' })
let redis: RunningRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

type Apply = ViewStore['apply']

/** Plays so many rounds; how many questions from after a withdrawal were answered with access. */
async function letIn(
  rounds: number,
  namespace: string,
  writing: (store: ViewStore) => Apply,
): Promise<number> {
  const place = await redisPlace(redis.url, { namespace, waitMs: 2_000 })
  const { store } = place
  const apply = writing(store)
  const random = randomOf(7)
  let count = 0
  let lease = (await claimed(store, await store.begin(fingerprint))).lease
  await store.activate(lease)
  let at: Reached = 'start'
  for (let round = 1; round <= rounds; round += 1) {
    const key = `system-${round}`
    const stored = documentKey(liveSystems.name, key)
    const given = BigInt(round) * 10n
    const [withdrawn, later] = [given + 1n, given + 2n]
    const giving: ViewBatch = { ...nothing, from: at, to: given, puts: [[stored, access]] }
    const sleeper = lease
    ;({ lease } = await claimed(store, lease.generation))
    const steps: (() => Promise<unknown>)[] = [
      () => apply(lease, giving),
      () => apply(lease, { ...nothing, from: given, to: withdrawn, removes: [stored] }),
      () => apply(lease, { ...nothing, from: withdrawn, to: later }),
    ]
    // It wakes up somewhere between the others' steps.
    steps.splice(Math.floor(random() * 2) + 1, 0, () => apply(sleeper, giving))
    for (const step of steps) await step()
    const { documents } = await place.views.fetch([ref(liveSystems, key)], withdrawn)
    if (documents[0] !== undefined) count += 1
    at = later
  }
  await place.close()
  return count
}

const nothing = { puts: [], removes: [], lists: [], documents: 0 } as const

async function claimed(store: ViewStore, generation: string) {
  const claim = await store.claim(generation)
  if (claim === undefined) throw new Error('the generation is gone')
  return claim
}

/** As a projector writes that trusts to be the only one: the documents, then how far it is. */
const unfenced =
  (connection: Redis, namespace: string) =>
  (): Apply =>
  async ({ generation }, { puts, removes, to }) => {
    const keys = redisKeys(namespace).generation(generation)
    const writing = connection.multi()
    for (const [key, text] of puts) writing.set(keys.document + key, text)
    for (const key of removes) writing.del(keys.document + key)
    writing.set(keys.marker, String(to))
    await writing.exec()
    return 'applied'
  }

test('a projector without the fence lets the new enemy in', async () => {
  const connection = new Redis(redis.url)
  const count = await letIn(200, 'unfenced', unfenced(connection, 'unfenced'))
  connection.disconnect()
  expect(count).toBeGreaterThan(20)
})

test('ours does not, in ten thousand rounds', async () => {
  const count = await letIn(
    10_000,
    'fenced',
    (store) => (lease, batch) => store.apply(lease, batch),
  )
  expect(count).toBe(0)
})
