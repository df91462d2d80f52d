import type { Freshness } from '../../projections/freshness.ts'
import { fits } from '../../projections/fingerprint.ts'
import { type Marker, markerOf } from '../../projections/marker.ts'
import type { RecentChanges } from '../../projections/recent-changes.ts'
import type { Position } from '../../projections/recorded.ts'
import { ViewsCorrupt } from '../../projections/view-store.ts'
import { type AnyRefs, type Found, foundBefore, isSo, keysOf, mayBeSo } from './found-before.ts'
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
  /** What is known of the last changes of a generation, if they are listened to. */
  changesOf?(generation: string): RecentChanges | undefined
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
type Answered<Read> = Answer<Read> & { readonly generation: string }
/** Reads until what is read is fresh enough. */
type AnswerFrom = <Read extends { readonly marker: string | null }>(
  from: (generation: string) => Promise<Read>,
  atLeast: Position,
) => Promise<Answered<Read>>

/**
 * Reads views, and answers from nothing older than what this process has seen. The generation is remembered and asked
 * for again when it does not do.
 *
 * What documents a generation holds at a position follows from the log. So who brings the same references again is given
 * the same documents if the views are where they were, or none of these documents is among the changes since; only where
 * the views are is asked then. What is remembered goes with the references.
 */
export function viewReader(options: ViewReaderOptions): Views {
  const { source } = options
  const answer = answering(options)
  const before = foundBefore()

  /** What was found before, if it is so still. */
  const unchanged = async <Refs extends AnyRefs>(
    last: Found<Refs>,
    atLeast: Position,
  ): Promise<Pick<Found<Refs>, 'position' | 'documents'> | undefined> => {
    const changes = source.changesOf?.(last.generation)
    if (!mayBeSo(last, changes)) return undefined
    const now = await answer((generation) => source.fetch(generation, noKeys), atLeast)
    if (now.generation !== last.generation || !isSo(last, now.position, changes)) return undefined
    last.position = now.position
    return { position: now.position, documents: last.documents }
  }
  return {
    async fetch(refs, atLeast = 0n) {
      const last = before.of(refs)
      const known = last && (await unchanged(last, atLeast))
      if (known) return known
      const keys = keysOf(refs)
      const asked = await answer((generation) => source.fetch(generation, keys), atLeast)
      const { generation, position, read } = asked
      const documents = documentsOf(refs, read.texts)
      before.found(refs, { generation, position, documents })
      return { position, documents }
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

const noKeys: readonly string[] = []

function answering(options: ViewReaderOptions): AnswerFrom {
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
  return async (from, atLeast) => {
    const floor = freshness.floor()
    const needed = atLeast > floor ? atLeast : floor
    const giveUpAt = performance.now() + waitMs
    for (;;) {
      const generation = known ?? (await active())
      const read = await from(generation)
      // A generation that is gone or was replaced is looked for once more.
      const successor = isReadable(read.marker) ? generation : await active()
      const { position, read: found } = answerOf(
        successor === generation ? read : await from(successor),
      )
      if (position >= needed) {
        freshness.saw(position)
        return { position, read: found, generation: successor }
      }
      const leftMs = giveUpAt - performance.now()
      if (leftMs <= 0) throw new ViewsBehind(`the views are at ${position}, not at ${needed}`)
      known = undefined
      await freshness.until(needed, Math.min(leftMs, lookMs))
    }
  }
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
