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
 * Reads that are asked for in one turn of the event loop are made as one, so that a busy process pays for a round trip
 * once for many questions. Each still gets its answer from one moment; none waits longer than the turn takes.
 */
export function gatheredSource(source: ViewSource): ViewSource {
  let current: Gathering | undefined
  const gather = (generation: string): Gathering => {
    const keys: string[] = []
    const fetchAll = async (): Promise<Fetched> => {
      await turn()
      if (current?.keys === keys) current = undefined
      return source.fetch(generation, keys)
    }
    return { generation, keys, fetched: fetchAll() }
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
