import { setTimeout as sleep } from 'node:timers/promises'
import type { StoredEvent } from '../../../projections/recorded.ts'
import { replay } from '../replay.ts'
import { contentsInRedis } from '../view-stores.ts'
import type { Violation } from './check.ts'
import type { Installation } from './installation.ts'

const readyMs = 60_000

/** Resolves when the API says that it is ready, which it has to become without any help; or with why it is not. */
export async function readyViolations(
  { url }: Pick<Installation, 'url'>,
  withinMs = readyMs,
): Promise<readonly Violation[]> {
  const until = performance.now() + withinMs
  let said = 'nothing'
  while (performance.now() < until) {
    try {
      const response = await fetch(new URL('/health/ready', url))
      if (response.status === 200) return []
      said = await response.text()
    } catch (error) {
      said = String(error)
    }
    await sleep(50)
  }
  return [{ kind: 'not-ready', what: `not after ${withinMs} ms: ${said}` }]
}

/** Compares what is in Redis with a fresh replay of the log, once the views say that they hold all of it. */
export async function viewViolations(
  { redis, namespace }: Pick<Installation, 'redis' | 'namespace'>,
  log: readonly StoredEvent[],
  withinMs = readyMs,
): Promise<readonly Violation[]> {
  const end = String(log.at(-1)?.position ?? 'start')
  const until = performance.now() + withinMs
  let found = await contentsInRedis(redis.url, namespace)
  while (found.marker !== end && performance.now() < until) {
    await sleep(100)
    found = await contentsInRedis(redis.url, namespace)
  }
  if (found.marker !== end)
    return [{ kind: 'views-differ', what: `the views are at ${found.marker}, the log at ${end}` }]
  const expected = replay(log)
  return [
    ...differences('document', expected.documents, found.contents.documents),
    ...differences('list', expected.lists, found.contents.lists),
  ]
}

function differences(
  what: string,
  expected: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
): readonly Violation[] {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])]
  return keys
    .map((key) => ({ key, want: JSON.stringify(expected[key]), is: JSON.stringify(found[key]) }))
    .filter(({ want, is }) => want !== is)
    .map(({ key, want, is }) => ({
      kind: 'views-differ',
      what: `${what} ${key} is ${is}, not ${want}`,
    }))
}
