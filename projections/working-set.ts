import { documentKey } from './document-key.ts'
import type { Changes, OpenDocument } from './open-document.ts'
import type { AnyProjection } from './projection.ts'
import { type Recorded, UnreadableEvent } from './recorded.ts'
import { type RememberedTexts, rememberedTexts } from './remembered-texts.ts'
import { seenKeys, type SeenKeys } from './seen-keys.ts'
import type { ListChange, Reached, ViewBatch } from './view-store.ts'

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

type Held = {
  readonly document: OpenDocument
  /** As it is stored. */
  readonly storedKey: string
  /** Nothing was ever put under its key. */
  readonly isNew: boolean
}

/** A read model, and those of its documents that are open, by their own keys. */
type Route = { readonly projection: AnyProjection; open: Map<string, Held> }

type Step = { readonly route: Route; readonly key: string; readonly recorded: Recorded }

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
  const routes = projections.map((projection): Route => ({ projection, open: new Map() }))
  const routesByType = byEventType(routes)
  const remembered = rememberedTexts(rememberedChars)
  let documents = 0
  // All keys under which anything was ever put, if the first event of all was folded here.
  let everPut: SeenKeys | undefined

  /** Undefined for as long as it is not known what is stored. */
  const opened = ({ route: { projection, open }, key }: Step): OpenDocument | undefined => {
    const held = open.get(key)
    if (held !== undefined) return held.document
    const storedKey = documentKey(projection.name, key)
    const isNew = everPut !== undefined && !everPut.mayHold(storedKey)
    const text = isNew ? null : remembered.get(storedKey)
    if (text === undefined) return undefined
    const document = projection.open(text ?? undefined)
    open.set(key, { document, storedKey, isNew })
    return document
  }
  const find = (steps: readonly Step[]): Found => {
    const documents: OpenDocument[] = []
    const missing = new Set<string>()
    for (const step of steps) {
      const document = opened(step)
      if (document === undefined) missing.add(storedKeyOf(step))
      else documents.push(document)
    }
    return { documents, missing }
  }
  return {
    async fold(events, read) {
      const steps = stepsOf(routesByType, events)
      let found = find(steps)
      // While it is waited for, all that is open may be taken, so that everything is looked for again.
      for (; found.missing.size > 0; found = find(steps)) {
        const keys = [...found.missing]
        const texts = await read(keys)
        keys.forEach((key, index) => remembered.set(key, texts[index] ?? null))
      }
      found.documents.forEach((document, index) => foldStep(steps[index], document))
    },
    take(from, to) {
      const gathering = gather()
      const closed: Closed[] = []
      for (const route of routes) {
        for (const { document, storedKey, isNew } of route.open.values()) {
          const text = document.close(storedKey, gathering)
          closed.push({ storedKey, text })
          if (isNew && text !== undefined) everPut?.add(storedKey)
        }
        // A map that is emptied and filled again grows old, and then what is in it outlives its batch.
        route.open = new Map()
      }
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

type Closed = { readonly storedKey: string; readonly text: string | undefined }

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

const storedKeyOf = ({ route, key }: Step): string => documentKey(route.projection.name, key)

type RoutesByType = ReadonlyMap<string, readonly Route[]>

function byEventType(routes: readonly Route[]): RoutesByType {
  const byType = new Map<string, Route[]>()
  for (const route of routes)
    for (const type of route.projection.events)
      byType.set(type, [...(byType.get(type) ?? []), route])
  return byType
}

function stepsOf(routes: RoutesByType, events: readonly Recorded[]): readonly Step[] {
  const steps: Step[] = []
  for (const recorded of events) {
    for (const route of routes.get(recorded.event.type) ?? []) {
      const key = route.projection.keyOf(recorded.event)
      if (key !== undefined) steps.push({ route, key, recorded })
    }
  }
  return steps
}

type Membership = { readonly enter: string[]; readonly leave: string[] }

type Gathering = Changes & {
  /** How many documents there are more than before, or fewer. */
  added(): number
  changes(): Pick<ViewBatch, 'puts' | 'removes' | 'lists'>
}

function gather(): Gathering {
  const puts: (readonly [string, string])[] = []
  const removes: string[] = []
  const lists = new Map<string, Membership>()
  let added = 0
  const membersOf = (list: string): Membership => {
    const known = lists.get(list)
    if (known !== undefined) return known
    const made: Membership = { enter: [], leave: [] }
    lists.set(list, made)
    return made
  }
  return {
    put(key, text, isNew) {
      puts.push([key, text])
      if (isNew) added += 1
    },
    remove(key) {
      removes.push(key)
      added -= 1
    },
    enter: ({ list, member }) => membersOf(list).enter.push(member),
    leave: ({ list, member }) => membersOf(list).leave.push(member),
    added: () => added,
    changes: () => ({ puts, removes, lists: listChanges(lists) }),
  }
}

const listChanges = (lists: ReadonlyMap<string, Membership>): readonly ListChange[] =>
  [...lists].map(([list, { enter, leave }]) => ({ list, enter, leave }))
