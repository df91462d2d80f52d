import { setTimeout as sleep } from 'node:timers/promises'
import type { Part } from './part.ts'
import { randomOf } from './random.ts'

type Options = {
  readonly rounds: number
  readonly seed: number
  /** A round takes up to so long, and a tenth of it at least. */
  readonly roundMsMax: number
  /** Done with a part while it is down. */
  readonly whileDown?: (part: Part) => Promise<void>
}

/**
 * In each round one of the parts is killed and started again at once. The rounds go on meanwhile, so several may be
 * down at a time; none is killed that is not up.
 *
 * @returns how often each was killed, when all are up again. @throws when one does not come up.
 */
export async function killRounds(
  parts: readonly Part[],
  { rounds, seed, roundMsMax, whileDown }: Options,
): Promise<Readonly<Record<string, number>>> {
  const random = randomOf(seed)
  const kills = Object.fromEntries(parts.map(({ name }) => [name, 0]))
  const failures: unknown[] = []
  const rising: Promise<void>[] = []
  const strike = async (part: Part): Promise<void> => {
    await part.kill()
    await whileDown?.(part)
    await part.start()
  }
  for (let round = 0; round < rounds && failures.length === 0; round += 1) {
    await sleep(roundMsMax * (0.1 + 0.9 * random()))
    const up = await anyUp(parts)
    const killed = ({ name }: Part): number => kills[name] ?? 0
    const spared = up.toSorted((a, b) => killed(a) - killed(b))
    // Some start more slowly than others, and would be up too seldom to be hit as often.
    const victim = random() < 0.5 ? spared[0] : up[Math.floor(random() * up.length)]
    if (victim === undefined) continue
    kills[victim.name] = killed(victim) + 1
    rising.push(strike(victim).catch((error: unknown) => void failures.push(error)))
  }
  await Promise.all(rising)
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'))
  return kills
}

async function anyUp(parts: readonly Part[]): Promise<readonly Part[]> {
  for (;;) {
    const up = parts.filter((part) => part.isUp())
    if (up.length > 0) return up
    await sleep(10)
  }
}
