import { questionsOf } from '../../test/support/scene/question.ts'
import type { Scene } from '../../test/support/scene/scene.ts'
import { atMost, beside, type Figure } from '../figure.ts'
import { answerSize } from '../http/answer-size.ts'
import { type Call, load, median } from '../http/load.ts'
import { onScene } from '../http/on-scene.ts'
import { pacedP99Ms } from '../http/paced.ts'
import { pdpCall } from '../http/pdp-call.ts'
import { startPinned } from '../http/pinned.ts'

const systemUsers = 400
const together = 100
/** Each keeps a hundred questions on their way. */
const connectionsOfMany = 16
const timesCheaper = 20
const timesSlower = 2

const rounds = 3
const secondsARound = 3
const pacedSeconds = 5

/** What many questions in one body cost, beside one by one; and how long answers take under half of the load. */
export const measureOverHttp = (): Promise<readonly Figure[]> =>
  onScene(systemUsers, async ({ url, scene }) => {
    const single = pdpCall(url, scene)
    const many = pdpCall(url, scene, bodiesOfMany(scene))
    const { perSecond, together: inOne } = await inTurns(single, many)
    return [
      beside({
        name: `questions answered, ${together} in one body, beside one by one`,
        value: inOne * together,
        limit: perSecond,
        unit: 'questions/s',
        least: timesCheaper,
      }),
      await underHalfTheLoad(single, perSecond / 2),
    ]
  })

function bodiesOfMany({ systemUsers: users }: Scene): readonly string[] {
  const ids = users.map(({ id }) => id)
  const starts = Array.from({ length: ids.length / together }, (_, i) => i * together)
  return starts.map((start) => questionsOf(ids.slice(start, start + together)))
}

/** Calls a second of each, the middle one of several rounds; the first of each is not counted. */
async function inTurns(
  single: Call,
  many: Call,
): Promise<{ readonly perSecond: number; readonly together: number }> {
  const rates: { readonly single: number[]; readonly many: number[] } = { single: [], many: [] }
  for (let round = 0; round <= rounds; round += 1) {
    const one = (await load(single, secondsARound)).perSecond
    const all = (await load(many, secondsARound, connectionsOfMany)).perSecond
    if (round === 0) continue
    rates.single.push(one)
    rates.many.push(all)
  }
  return { perSecond: median(rates.single), together: median(rates.many) }
}

async function underHalfTheLoad(call: Call, perSecond: number): Promise<Figure> {
  const bare = await startPinned('bench/http/bare-route', [String(await answerSize(call))])
  const bareCall = { ...call, url: `${bare.url}/bare` }
  const waits: { readonly bare: number[]; readonly ours: number[] } = { bare: [], ours: [] }
  try {
    await load(bareCall, secondsARound)
    for (let round = 0; round < rounds; round += 1) {
      waits.bare.push(await pacedP99Ms(bareCall, perSecond, pacedSeconds))
      waits.ours.push(await pacedP99Ms(call, perSecond, pacedSeconds))
    }
  } finally {
    await bare.stop()
  }
  return atMost({
    name: `p99 at ${Math.round(perSecond)} requests/s, half of the most, beside a bare route`,
    value: median(waits.ours),
    limit: median(waits.bare),
    unit: 'ms',
    most: timesSlower,
  })
}
