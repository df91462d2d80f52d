import type { z } from 'zod'
import { readFileIfAny, replaceFile } from './durable-file.ts'

/** What a change leads to: an answer, and the next value unless nothing is to change. */
export type Change<T, R> = { readonly result: R; readonly next?: T }

export type DurableDocument<T> = {
  /** The last value that is safely on disk. */
  readonly value: () => T
  /** Changes are made one at a time; it resolves when the new value is on disk and is `value()`. */
  readonly change: <R>(decide: (value: T) => Change<T, R>) => Promise<R>
}

/** A small JSON document kept whole in memory and on disk. A file that does not parse is a fault. */
export async function openDocument<T>(
  path: string,
  schema: z.ZodType<T>,
  initial: () => Promise<T>,
): Promise<DurableDocument<T>> {
  const write = (value: T) => replaceFile(path, `${JSON.stringify(value, undefined, 2)}\n`)
  const stored = await readFileIfAny(path)
  let current = stored === undefined ? await initial() : schema.parse(JSON.parse(stored))
  if (stored === undefined) await write(current)
  let queue: Promise<unknown> = Promise.resolve()

  async function apply<R>(decide: (value: T) => Change<T, R>): Promise<R> {
    const { result, next } = decide(current)
    if (next !== undefined) {
      await write(next)
      current = next
    }
    return result
  }

  return {
    value: () => current,
    change(decide) {
      const done = queue.then(() => apply(decide))
      queue = done.catch(() => undefined)
      return done
    },
  }
}
