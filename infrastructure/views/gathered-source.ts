import { setImmediate as turn } from 'node:timers/promises'
import type { Fetched, ViewSource } from './view-reader.ts'

/** So many documents are asked for at once. */
const gatheredMax = 2_000

type Gathering = {
  readonly generation: string
  readonly keys: string[]
  readonly fetched: Promise<Fetched>
}

/**
 * Reads that come while another is on its way go together as the next one, so that a busy process pays for a round trip
 * once for many questions. Each still gets its answer from one moment, later than its asking; it waits for one round
 * trip more at the most.
 */
export function gatheredSource(source: ViewSource): ViewSource {
  let current: Gathering | undefined
  let onItsWay: Promise<unknown> = Promise.resolve()
  const gather = (generation: string): Gathering => {
    const keys: string[] = []
    const before = onItsWay
    const fetchAll = async (): Promise<Fetched> => {
      await turn()
      await before
      if (current?.keys === keys) current = undefined
      return source.fetch(generation, keys)
    }
    const fetched = fetchAll()
    onItsWay = fetched.catch(() => undefined)
    return { generation, keys, fetched }
  }
  return {
    ...source,
    async fetch(generation, keys) {
      const isFull = current !== undefined && current.keys.length + keys.length > gatheredMax
      if (current?.generation !== generation || isFull) current = gather(generation)
      const { keys: all, fetched } = current
      const from = all.length
      all.push(...keys)
      const { marker, texts } = await fetched
      return { marker, texts: texts.slice(from, from + keys.length) }
    },
  }
}
