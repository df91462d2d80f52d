import { randomBytes } from 'node:crypto'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { markerText, reachedOf } from '../../projections/marker.ts'
import {
  type Claim,
  type Lease,
  type Outcome,
  type ViewBatch,
  ViewsCorrupt,
  ViewStoreUnfit,
  type ViewStore,
} from '../../projections/view-store.ts'
import { announcementOf } from './announcement.ts'
import { type GenerationKeys, redisKeys } from './redis-keys.ts'
import {
  applyScript,
  claimScript,
  haltScript,
  lookScript,
  pointScript,
  readScript,
  retireScript,
} from './redis-scripts.ts'
import { redisScripts, type RunScript } from './run-script.ts'
import { countDocuments, sweepGenerations } from './redis-sweep.ts'

/** How long a retired generation is remembered as such, for a writer that was asleep. */
const retiredSeconds = 7 * 24 * 3600

const LeaseLost = z.enum(['gap', 'fenced', 'retired'])
const ApplyReply = z.enum(['applied', 'already', 'gap', 'fenced', 'retired', 'corrupt'])
const LookReply = z.union([LeaseLost, z.tuple([z.string(), z.string()])])
const ClaimReply = z.tuple([z.string(), z.string(), z.string()]).nullable()
const Texts = z.array(z.string().nullable())

/** Views in Redis, as a projector writes them. The connection is the caller's to make and to close. */
export function redisViewStore(redis: Redis, namespace: string): ViewStore {
  const keys = redisKeys(namespace)
  const run = redisScripts(redis)
  const of = (generation: string): GenerationKeys => keys.generation(generation)
  return {
    async generations() {
      const [active, next] = await redis.mget(keys.active, keys.next)
      return { ...(active != null && { active }), ...(next != null && { next }) }
    },
    async begin(fingerprint) {
      const generation = `${fingerprint}-${randomBytes(6).toString('hex')}`
      const { marker, documents } = of(generation)
      await redis.mset(marker, markerText({ state: 'live', reached: 'start' }), documents, '0')
      await redis.set(keys.next, generation)
      return generation
    },
    async claim(generation, after = 0) {
      await requireNoEviction(redis)
      const owner = randomBytes(8).toString('hex')
      const { marker, epoch, documents } = of(generation)
      const asked = await run(claimScript, [marker, epoch, documents], [String(after), owner])
      const reply = ClaimReply.parse(asked)
      if (reply === null) return undefined
      const [given, at, held] = reply
      const lease = { generation, epoch: Number(given), owner }
      return { lease, reached: reachedOf(at), documents: countOf(held) }
    },
    look: (lease) => orCorrupt(() => look(run, of(lease.generation), lease)),
    async read(generation, documentKeys) {
      if (documentKeys.length === 0) return []
      const { document } = of(generation)
      const stored = documentKeys.map((key) => document + key)
      const texts = Texts.parse(await run(readScript, stored, []))
      return texts.map((text) => text ?? undefined)
    },
    apply: (lease, batch) =>
      orCorrupt(async () => {
        const args = applyArguments(of(lease.generation), keys.channel, lease, batch)
        return ApplyReply.parse(await run(applyScript, args.keys, args.values))
      }),
    async halt(lease, reason) {
      const { marker, epoch } = of(lease.generation)
      await orCorrupt(() => run(haltScript, [marker, epoch], [epochText(lease), reason]))
    },
    activate: (lease) => activate(redis, run, keys, lease),
    count: (generation) => countDocuments(redis, of(generation)),
    async sweep() {
      const { active, next } = await this.generations()
      const kept = [active, next].flatMap((name) => (name === undefined ? [] : [of(name).tag]))
      await sweepGenerations(redis, keys.generations, kept, retiredSeconds)
    },
  }
}

/**
 * The old generation is ended before the pointer is moved: between the two nobody is answered, and a projector that
 * finds it so goes on from there.
 */
async function activate(
  redis: Redis,
  run: RunScript,
  keys: ReturnType<typeof redisKeys>,
  lease: Lease,
): Promise<boolean> {
  const found = await look(run, keys.generation(lease.generation), lease)
  if (typeof found === 'string') return false
  const active = (await redis.get(keys.active)) ?? ''
  if (active !== '' && active !== lease.generation) {
    const { marker } = keys.generation(active)
    const values = [String(found.reached), lease.generation, String(retiredSeconds)]
    if ((await orCorrupt(() => run(retireScript, [marker], values))) === 0) return false
  }
  return (await run(pointScript, [keys.active, keys.next], [active, lease.generation])) === 1
}

async function look(
  run: RunScript,
  { marker, epoch, documents }: GenerationKeys,
  lease: Lease,
): Promise<Claim | Exclude<Outcome, 'applied' | 'already' | 'corrupt'>> {
  const reply = LookReply.parse(
    await run(lookScript, [marker, epoch, documents], [epochText(lease)]),
  )
  if (typeof reply === 'string') return reply
  const [at, held] = reply
  return { lease, reached: reachedOf(at), documents: countOf(held) }
}

async function orCorrupt<Reply>(ask: () => Promise<Reply>): Promise<Reply | 'corrupt'> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ViewsCorrupt) return 'corrupt'
    throw error
  }
}

function countOf(text: string): number {
  const count = Number(text)
  if (!Number.isSafeInteger(count)) throw new ViewsCorrupt('the count of documents cannot be read')
  return count
}

const epochText = ({ epoch, owner }: Lease): string => `${epoch} ${owner}`

function applyArguments(
  generation: GenerationKeys,
  channel: string,
  lease: Lease,
  batch: ViewBatch,
): { readonly keys: readonly string[]; readonly values: readonly string[] } {
  const { marker, epoch, document, list } = generation
  const { from, to, puts, removes, lists, documents } = batch
  const keys = [marker, epoch, generation.documents]
  const values = [epochText(lease), String(from), String(to), String(documents), channel]
  const counts = [puts.length, removes.length, lists.length]
  const texts = puts.map(([, text]) => text).join('\n')
  const changes = JSON.stringify(lists.map(({ enter, leave }) => [enter, leave]))
  values.push(announcementOf(lease.generation, batch), ...counts.map(String), texts, changes)
  for (const [key] of puts) keys.push(document + key)
  for (const key of removes) keys.push(document + key)
  for (const change of lists) keys.push(list + change.list)
  return { keys, values }
}

/** A full Redis that evicts by itself would forget a document and leave the rest. */
async function requireNoEviction(redis: Redis): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/mu.exec(await redis.info('memory'))?.[1] ?? 'noeviction'
  if (policy.startsWith('allkeys'))
    throw new ViewStoreUnfit(`maxmemory-policy is ${policy}; it has to be noeviction`)
}
