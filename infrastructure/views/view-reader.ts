import type { Freshness } from '../../projections/freshness.ts'
import { fits } from '../../projections/fingerprint.ts'
import { type Marker, markerOf } from '../../projections/marker.ts'
import type { Position } from '../../projections/recorded.ts'
import { ViewsCorrupt } from '../../projections/view-store.ts'
import {
  type Documents,
  type Page,
  type Ref,
  type Views,
  ViewsBehind,
  ViewsNotReady,
} from '../../projections/views.ts'

export type Fetched = {
  readonly marker: string | null
  readonly texts: readonly (string | null)[]
}
export type Listed = { readonly marker: string | null; readonly members: readonly string[] }

/** Where views are read from. Each read is one round trip, and as at one moment. */
export interface ViewSource {
  /** The generation to read now, if there is one. */
  active(): Promise<string | undefined>
  fetch(generation: string, keys: readonly string[]): Promise<Fetched>
  /** `limit` members after `after`, in the order of their UTF-8 bytes. */
  list(generation: string, list: string, page: Page): Promise<Listed>
}

export type ViewReaderOptions = {
  readonly source: ViewSource
  /** What the views must be built from: see projections/fingerprint.ts. */
  readonly fingerprint: string
  readonly freshness: Freshness
  /** How long an answer may be waited for. */
  readonly waitMs?: number
}

const waitMsDefault = 500
/** Views that nobody announces are looked at again this often. */
const lookMs = 20

type Answer<Read> = { readonly position: Position; readonly read: Read }

/**
 * Reads views, and answers from nothing older than what this process has seen. The generation is remembered and asked
 * for again when it does not do; no document is.
 */
export function viewReader(options: ViewReaderOptions): Views {
  const { source, fingerprint, freshness, waitMs = waitMsDefault } = options
  let known: string | undefined
  const answerOf = answerReader()

  const active = async (): Promise<string> => {
    const generation = await source.active()
    if (generation === undefined) throw new ViewsNotReady('there are no views yet')
    if (!fits(generation, fingerprint))
      throw new ViewsNotReady('the views are those of another program')
    known = generation
    return generation
  }
  const answer = async <Read extends { readonly marker: string | null }>(
    from: (generation: string) => Promise<Read>,
    atLeast: Position,
  ): Promise<Answer<Read>> => {
    const floor = freshness.floor()
    const needed = atLeast > floor ? atLeast : floor
    const giveUpAt = performance.now() + waitMs
    for (;;) {
      const generation = known ?? (await active())
      const read = await from(generation)
      // A generation that is gone or was replaced is looked for once more.
      const successor = isReadable(read.marker) ? generation : await active()
      const found = answerOf(successor === generation ? read : await from(successor))
      if (found.position >= needed) {
        freshness.saw(found.position)
        return found
      }
      const leftMs = giveUpAt - performance.now()
      if (leftMs <= 0) throw new ViewsBehind(`the views are at ${found.position}, not at ${needed}`)
      known = undefined
      await freshness.until(needed, Math.min(leftMs, lookMs))
    }
  }
  return {
    async fetch(refs, atLeast = 0n) {
      const keys = keysOf(refs)
      const { position, read } = await answer(
        (generation) => source.fetch(generation, keys),
        atLeast,
      )
      return { position, documents: documentsOf(refs, read.texts) }
    },
    async list(list, page, atLeast = 0n) {
      const { position, read } = await answer(
        (generation) => source.list(generation, list, page),
        atLeast,
      )
      return { position, members: read.members }
    },
  }
}

const keysMade = new WeakMap<readonly Ref<unknown>[], readonly string[]>()

/** Who asks the same again brings the same references. */
function keysOf(refs: readonly Ref<unknown>[]): readonly string[] {
  const made = keysMade.get(refs)
  if (made) return made
  const keys = refs.map(({ storedKey }) => storedKey)
  keysMade.set(refs, keys)
  return keys
}

const isReadable = (marker: string | null): boolean =>
  marker !== null && /^(?:start|\d+)$/u.test(marker)

/** Between two events the marker stays as it is, so what it says is worked out once. */
function answerReader() {
  let last: { readonly marker: string; readonly position: Position } | undefined
  return <Read extends { readonly marker: string | null }>(read: Read): Answer<Read> => {
    const { marker } = read
    if (marker === null) throw new ViewsNotReady('the views are gone')
    if (last?.marker !== marker) last = { marker, position: positionIn(marker) }
    return { position: last.position, read }
  }
}

function positionIn(marker: string): Position {
  try {
    return positionOf(markerOf(marker))
  } catch (cause) {
    if (cause instanceof ViewsCorrupt) throw new ViewsNotReady(cause.message, { cause })
    throw cause
  }
}

function positionOf(marker: Marker): Position {
  switch (marker.state) {
    case 'live':
      return marker.reached === 'start' ? 0n : marker.reached
    case 'halted':
      throw new ViewsNotReady(`the views are halted: ${marker.reason}`)
    case 'moved':
      throw new ViewsNotReady('the views are being replaced')
  }
}

// The overload says which document answers which reference.
function documentsOf<const Refs extends readonly Ref<unknown>[]>(
  refs: Refs,
  texts: readonly (string | null)[],
): Documents<Refs>
function documentsOf(
  refs: readonly Ref<unknown>[],
  texts: readonly (string | null)[],
): readonly unknown[] {
  return refs.map((ref, index) => documentOf(ref, texts[index] ?? null))
}

const documentOf = <Document>(
  { view, key }: Ref<Document>,
  text: string | null,
): Document | undefined => (text === null ? undefined : view.read(key, text))
