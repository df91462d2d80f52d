import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { ViewsCorrupt } from '../../projections/view-store.ts'

/** Runs a script on keys and values. @throws {ViewsCorrupt} when a key is not of the type that it should be. */
export type RunScript = (
  lua: string,
  keys: readonly string[],
  values: readonly string[],
) => Promise<unknown>

/** Scripts are run by digest, and by text when Redis does not know them (any more). */
export function redisScripts(redis: Redis): RunScript {
  const digests = new Map<string, string>()
  const digestOf = (lua: string): string => {
    const known = digests.get(lua)
    if (known !== undefined) return known
    const made = createHash('sha1').update(lua).digest('hex')
    digests.set(lua, made)
    return made
  }
  return async (lua, keys, values) => {
    const rest = [keys.length, ...keys, ...values]
    try {
      return await redis.call('EVALSHA', [digestOf(lua), ...rest])
    } catch (error) {
      if (!saysOf(error, 'NOSCRIPT')) throw asCorrupt(error)
    }
    try {
      return await redis.call('EVAL', [lua, ...rest])
    } catch (error) {
      throw asCorrupt(error)
    }
  }
}

const asCorrupt = (error: unknown): unknown =>
  saysOf(error, 'WRONGTYPE')
    ? new ViewsCorrupt('a key of the views is not of its type', { cause: error })
    : error

const saysOf = (error: unknown, code: string): boolean =>
  error instanceof Error && error.message.includes(code)
