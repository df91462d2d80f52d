import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { readFileIfAny, replaceFile } from '../support/durable-file.ts'
import type { Assertion } from './assertion.ts'

/** Remembers which grants have been used. */
export type ReplayGuard = {
  /**
   * True for the first to show this grant; of many at once, one is told true. It resolves when the
   * memory of it is on disk, so a grant is not good again after a crash.
   */
  readonly isFirstUse: (key: string, untilSeconds: number, nowSeconds: number) => Promise<boolean>
  close(): Promise<void>
}

const Line = z.tuple([z.string(), z.number()])

const skewSeconds = 10
const rememberedSecondsMax = 24 * 60 * 60
const sweepEverySeconds = 60

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** A grant is known by its client and `jti`; one without `jti` by all that was signed. */
export function replayKey({ clientId, claims, compact }: Assertion): string {
  const { jti } = claims
  return typeof jti === 'string'
    ? digest(JSON.stringify(['jti', clientId, jti]))
    : digest(JSON.stringify(['jwt', compact.slice(0, compact.lastIndexOf('.'))]))
}

/** A line cut short by a crash was never confirmed to anyone; it is passed over. */
function parseLine(line: string): [string, number][] {
  try {
    return [Line.parse(JSON.parse(line))]
  } catch {
    return []
  }
}

const lineOf = (key: string, until: number): string => `${JSON.stringify([key, until])}\n`

/** Opens the log of used grants, leaving out those that have expired by `nowSeconds`. */
export async function openReplayGuard(path: string, nowSeconds: number): Promise<ReplayGuard> {
  const stored = ((await readFileIfAny(path)) ?? '').split('\n').flatMap(parseLine)
  const used = new Map(stored.filter(([, until]) => until >= nowSeconds))
  await mkdir(dirname(path), { recursive: true })
  await replaceFile(path, [...used].map(([key, until]) => lineOf(key, until)).join(''))
  const log = await open(path, 'a', 0o600)
  const append = groupCommit(async (lines) => {
    await log.appendFile(lines)
    await log.datasync()
  })
  let sweptAt = nowSeconds

  function sweep(at: number): void {
    if (at < sweptAt + sweepEverySeconds) return
    sweptAt = at
    for (const [key, until] of used) if (until < at) used.delete(key)
  }

  return {
    async isFirstUse(key, untilSeconds, at) {
      sweep(at)
      if (used.has(key)) return false
      // A grant dated further ahead than this is refused today; it need not be remembered longer.
      const until = Math.min(untilSeconds, at + rememberedSecondsMax) + skewSeconds
      used.set(key, until)
      await append(lineOf(key, until))
      return true
    },
    close: () => log.close(),
  }
}

/** Those who ask while a write is under way share the next one. */
function groupCommit(write: (text: string) => Promise<void>): (text: string) => Promise<void> {
  let waiting = ''
  let next: Promise<void> | undefined
  let current: Promise<void> = Promise.resolve()
  return (text) => {
    waiting += text
    next ??= current
      .catch(() => undefined)
      .then(() => {
        const batch = waiting
        waiting = ''
        next = undefined
        current = write(batch)
        return current
      })
    return next
  }
}
