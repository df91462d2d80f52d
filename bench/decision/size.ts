import { decideAccess } from '../../application/decide-access.ts'
import { policiesInForce } from '../../application/policies-in-force.ts'
import type { Question } from '../../domain/decision/question.ts'
import { Instant } from '../../domain/values.ts'
import { type RedisViews, redisViews } from '../../infrastructure/views/redis-views.ts'
import { preparePolicy } from '../../infrastructure/xacml/prepare-policy.ts'
import { freshness } from '../../projections/freshness.ts'
import { atMost, type Figure, partOf, under } from '../figure.ts'
import { median } from '../http/load.ts'
import { questionsAbout, type Range } from './delegations.ts'
import { bytesByKind } from './redis-bytes.ts'
import { fingerprint, namespace, type StoredViews, storeViews } from './stored-views.ts'

const million: Range = { first: 0, count: 1_000_000 }
/** Others than those of the million, as what is remembered of one must not help with the other. */
const tenThousand: Range = { first: 2_000_000, count: 10_000 }

const timesMost = 1.15
const bytesMost = 700
const roundsCount = 5
const inFlight = 64

/** What a million system users cost, in Redis, and to a decision that is fetched from there, beside ten thousand. */
export async function measureSize(): Promise<readonly Figure[]> {
  const few = await storeViews(tenThousand)
  const many = await storeViews(million)
  try {
    const whole = 'Redis for a system user with one grant'
    const parts = await bytesByKind(few, tenThousand.count)
    return [
      ...(await besideTenThousand(few, many)),
      under(whole, many.bytesEach, bytesMost, 'bytes'),
      ...parts.map(({ kind, bytes }) => partOf(whole, `  ${kind}, among 10,000`, bytes, 'bytes')),
    ]
  } finally {
    await Promise.all([few.redis.stop(), many.redis.stop()])
  }
}

async function besideTenThousand(few: StoredViews, many: StoredViews): Promise<readonly Figure[]> {
  const [overFew, overMany] = [asker(few, tenThousand), asker(many, million)]
  const figure = (name: string, value: number, limit: number): Figure =>
    atMost({ name: `fetched and decided, ${name}`, value, limit, unit: 'µs', most: timesMost })
  try {
    await overMany.again()
    await overFew.again()
    const first: Record<'few' | 'many', number[]> = { few: [], many: [] }
    for (let round = 0; round < roundsCount; round += 1) {
      first.many.push(await overMany.anew())
      first.few.push(await overFew.anew())
    }
    const often = { many: await overMany.again(), few: await overFew.again() }
    return [
      figure('asked for the first time', median(first.many), median(first.few)),
      figure('asked at length', often.many, often.few),
    ]
  } finally {
    overFew.close()
    overMany.close()
  }
}

/** More than are remembered of any read model, so that nothing is left of the round before. */
const questionsMost = 20_000

const moment = (): Instant => Instant.parse(new Date().toISOString())

/** Asks about system users all over the range; microseconds a question. */
function asker(stored: StoredViews, range: Range) {
  const opened = viewsOf(stored)
  const { views, connected } = opened
  const policies = policiesInForce(views, preparePolicy)
  const decider = () =>
    decideAccess({ views, policies, noteDecision: () => undefined, now: moment })
  const known = decider()
  // In one round nobody is asked about twice.
  const aRound = Math.min(range.count, questionsMost)
  let asked = 0
  const next = (): readonly Question[] => {
    asked += aRound
    return questionsAbout(range, aRound, asked)
  }
  return {
    /** By a process that remembers nothing of what belongs to what. */
    async anew(): Promise<number> {
      await connected
      return microsecondsEach(decider(), next())
    },
    /** By one that was asked before, several times over. */
    async again(): Promise<number> {
      await connected
      const rounds: number[] = []
      for (let round = 0; round < roundsCount; round += 1)
        rounds.push(await microsecondsEach(known, next()))
      return median(rounds)
    },
    close: () => opened.close(),
  }
}

const viewsOf = ({ redis }: StoredViews): RedisViews =>
  redisViews({ url: redis.url, namespace, fingerprint, freshness: freshness() })

async function microsecondsEach(
  decides: ReturnType<typeof decideAccess>,
  questions: readonly Question[],
): Promise<number> {
  const waiting = questions.values()
  const chain = async (): Promise<void> => {
    for (const question of waiting) await decides(question)
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: inFlight }, chain))
  return ((performance.now() - start) * 1_000) / questions.length
}
