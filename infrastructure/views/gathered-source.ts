import { setImmediate as turn } from 'node:timers/promises'
import type { Fetched, ViewSource } from './view-reader.ts'

/** So many documents are asked for at once. */
const gatheredMax = 2_000

type Gathering = {
  readonly generation: string
  /** Where the text of a key will stand. What several ask for is fetched once. */
  readonly places: Map<string, number>
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
    const places = new Map<string, number>()
    const before = onItsWay
    const fetchAll = async (): Promise<Fetched> => {
      await turn()
      await before
      if (current?.places === places) current = undefined
      return source.fetch(generation, [...places.keys()])
    }
    const fetched = fetchAll()
    onItsWay = fetched.catch(() => undefined)
    return { generation, places, fetched }
  }
  return {
    ...source,
    async fetch(generation, keys) {
      const isFull = current !== undefined && current.places.size + keys.length > gatheredMax
      if (current?.generation !== generation || isFull) current = gather(generation)
      const { places, fetched } = current
      const at = keys.map((key) => placeOf(key, places))
      const { marker, texts } = await fetched
      return { marker, texts: at.map((place) => texts[place] ?? null) }
    },
  }
}

function placeOf(key: string, places: Map<string, number>): number {
  const known = places.get(key)
  if (known !== undefined) return known
  const place = places.size
  places.set(key, place)
  return place
}
