import { gather } from './gathering.ts'
import type { Changes, OpenDocument } from './open-document.ts'
import type { AnyProjection } from './projection.ts'
import { type Recorded, UnreadableEvent } from './recorded.ts'
import { type RememberedTexts, rememberedTexts } from './remembered-texts.ts'
import {
  byEventType,
  type Held,
  type Route,
  routesOf,
  type Step,
  stepsOf,
  storedKeyOf,
} from './routes.ts'
import { seenKeys, type SeenKeys } from './seen-keys.ts'
import type { Reached, ViewBatch } from './view-store.ts'

/** Stored documents by their keys. */
export type ReadDocuments = (keys: readonly string[]) => Promise<readonly (string | undefined)[]>

/** The documents that are being worked on: those of the last events, and what became of them. */
export type WorkingSet = {
  /**
   * Folds events in their order. A fault leaves it unfit for use until it is started again.
   *
   * @throws {UnreadableEvent} when a fold fails, {ViewsCorrupt} when a stored document cannot be read.
   */
  fold(events: readonly Recorded[], read: ReadDocuments): Promise<void>
  /** All changes since the last call, as one batch; the one before it must have been applied. */
  take(from: Reached, to: Reached): ViewBatch
  /** Some of the documents in memory that are stored by now, with their text. */
  sample(max: number): readonly (readonly [key: string, text: string])[]
  /** Forgets everything: the store is at `reached` and holds that many documents. */
  start(reached: Reached, documents: number): void
}

/** The documents of steps, in their order; of some it is not known what is stored. */
type Found = {
  readonly documents: readonly OpenDocument[]
  readonly missing: ReadonlySet<string>
}

/** Ageing forgets half of what is remembered; text counts in UTF-16 units, as it is in memory. */
export const rememberedCharsDefault = 16 * 1024 * 1024

export function workingSet(
  projections: readonly AnyProjection[],
  rememberedChars = rememberedCharsDefault,
): WorkingSet {
  const routes = routesOf(projections)
  const routesByType = byEventType(routes)
  const remembered = rememberedTexts(rememberedChars)
  let documents = 0
  // All keys under which anything was ever put, if the first event of all was folded here.
  let everPut: SeenKeys | undefined

  /** Undefined for as long as it is not known what is stored. */
  const opened = (step: Step): OpenDocument | undefined => {
    const { open, projection } = step.route
    const held = open.get(step.key)
    if (held !== undefined) return held.document
    const storedKey = storedKeyOf(step)
    const isNew = everPut !== undefined && !everPut.mayHold(storedKey)
    const text = isNew ? null : remembered.get(storedKey)
    if (text === undefined) return undefined
    const document = projection.open(text ?? undefined)
    open.set(step.key, { document, storedKey, isNew })
    return document
  }
  return {
    async fold(events, read) {
      const steps = stepsOf(routesByType, events)
      let found = find(steps, opened)
      // While it is waited for, all that is open may be taken, so that everything is looked for again.
      for (; found.missing.size > 0; found = find(steps, opened)) {
        const keys = [...found.missing]
        const texts = await read(keys)
        keys.forEach((key, index) => remembered.set(key, texts[index] ?? null))
      }
      found.documents.forEach((document, index) => foldStep(steps[index], document))
    },
    take(from, to) {
      const gathering = gather()
      const closed = closeAll(routes, gathering)
      for (const { storedKey, isNew, text } of closed)
        if (isNew && text !== undefined) everPut?.add(storedKey)
      rememberAll(remembered, closed)
      remembered.age()
      documents += gathering.added()
      return { from, to, ...gathering.changes(), documents }
    },
    sample: (max) => remembered.sample(max),
    start(reached, held) {
      for (const route of routes) route.open = new Map()
      remembered.clear()
      documents = held
      everPut = reached === 'start' ? seenKeys() : undefined
    },
  }
}

function find(steps: readonly Step[], opened: (step: Step) => OpenDocument | undefined): Found {
  const documents: OpenDocument[] = []
  const missing = new Set<string>()
  for (const step of steps) {
    const document = opened(step)
    if (document === undefined) missing.add(storedKeyOf(step))
    else documents.push(document)
  }
  return { documents, missing }
}

type Closed = Pick<Held, 'storedKey' | 'isNew'> & { readonly text: string | undefined }

function closeAll(routes: readonly Route[], changes: Changes): readonly Closed[] {
  const closed: Closed[] = []
  for (const route of routes) {
    for (const { document, storedKey, isNew } of route.open.values())
      closed.push({ storedKey, isNew, text: document.close(storedKey, changes) })
    // A map that is emptied and filled again grows old, and then what is in it outlives its batch.
    route.open = new Map()
  }
  return closed
}

/**
 * Remembers the texts of a batch as parts of one that is as long as all of them: the garbage collector does not carry a
 * long text about, and parts are small.
 */
function rememberAll(remembered: RememberedTexts, closed: readonly Closed[]): void {
  const all = closed.map(({ text }) => text ?? '').join('')
  let start = 0
  for (const { storedKey, text } of closed) {
    const end = start + (text?.length ?? 0)
    remembered.set(storedKey, text === undefined ? null : all.slice(start, end))
    start = end
  }
}

function foldStep(step: Step | undefined, document: OpenDocument): void {
  if (step === undefined) throw new TypeError('a document was found that no step asked for')
  try {
    document.fold(step.recorded)
  } catch (cause) {
    const { route, recorded } = step
    const { id, position, event } = recorded
    const where = `${event.type} ${id} at ${position}`
    throw new UnreadableEvent(`cannot fold ${where} into ${route.projection.name}`, { cause })
  }
}
