import { documentKey } from './document-key.ts'
import type { Changes, OpenDocument } from './open-document.ts'
import type { AnyProjection } from './projection.ts'
import { type Recorded, UnreadableEvent } from './recorded.ts'
import { rememberedTexts } from './remembered-texts.ts'
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

type Step = {
  readonly projection: AnyProjection
  /** As it is stored. */
  readonly key: string
  readonly recorded: Recorded
}

/** Ageing forgets half of what is remembered; text counts in UTF-16 units, as it is in memory. */
export const rememberedCharsDefault = 16 * 1024 * 1024

export function workingSet(
  projections: readonly AnyProjection[],
  rememberedChars = rememberedCharsDefault,
): WorkingSet {
  const routes = routesOf(projections)
  const remembered = rememberedTexts(rememberedChars)
  let open = new Map<string, OpenDocument>()
  let documents = 0
  // All keys under which anything was ever put, if the first event of all was folded here.
  let everPut: SeenKeys | undefined

  const isKnown = (key: string): boolean =>
    open.has(key) ||
    (everPut !== undefined && !everPut.mayHold(key)) ||
    remembered.get(key) !== undefined
  const opened = ({ projection, key }: Step): OpenDocument => {
    const found = open.get(key)
    if (found !== undefined) return found
    const made = projection.open(remembered.get(key) ?? undefined)
    open.set(key, made)
    return made
  }
  return {
    async fold(events, read) {
      const steps = stepsOf(routes, events)
      const missing = new Set<string>()
      for (const { key } of steps) if (!isKnown(key)) missing.add(key)
      if (missing.size > 0) {
        const keys = [...missing]
        const texts = await read(keys)
        keys.forEach((key, index) => remembered.set(key, texts[index] ?? null))
      }
      // Nothing is opened before the answer is there: while it is waited for, all that is open may be taken.
      for (const step of steps) foldStep(step, opened(step))
    },
    take(from, to) {
      const gathering = gather()
      for (const [key, document] of open) {
        const text = document.close(key, gathering)
        remembered.set(key, text ?? null)
        if (text !== undefined) everPut?.add(key)
      }
      open = new Map()
      remembered.age()
      documents += gathering.added()
      return { from, to, ...gathering.changes(), documents }
    },
    sample: (max) => remembered.sample(max),
    start(reached, held) {
      open = new Map()
      remembered.clear()
      documents = held
      everPut = reached === 'start' ? seenKeys() : undefined
    },
  }
}

function foldStep({ projection, recorded }: Step, document: OpenDocument): void {
  try {
    document.fold(recorded)
  } catch (cause) {
    const { id, position, event } = recorded
    const where = `${event.type} ${id} at ${position}`
    throw new UnreadableEvent(`cannot fold ${where} into ${projection.name}`, { cause })
  }
}

type Routes = ReadonlyMap<string, readonly AnyProjection[]>

function routesOf(projections: readonly AnyProjection[]): Routes {
  const routes = new Map<string, AnyProjection[]>()
  for (const projection of projections)
    for (const type of projection.events)
      routes.set(type, [...(routes.get(type) ?? []), projection])
  return routes
}

function stepsOf(routes: Routes, events: readonly Recorded[]): readonly Step[] {
  const steps: Step[] = []
  for (const recorded of events) {
    for (const projection of routes.get(recorded.event.type) ?? []) {
      const key = projection.keyOf(recorded.event)
      if (key === undefined) continue
      steps.push({ projection, key: documentKey(projection.name, key), recorded })
    }
  }
  return steps
}

type Membership = { readonly enter: Set<string>; readonly leave: Set<string> }

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
    const made: Membership = { enter: new Set(), leave: new Set() }
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
    enter: ({ list, member }) => membersOf(list).enter.add(member),
    leave: ({ list, member }) => membersOf(list).leave.add(member),
    added: () => added,
    changes: () => ({ puts, removes, lists: listChanges(lists) }),
  }
}

const listChanges = (lists: ReadonlyMap<string, Membership>): readonly ListChange[] =>
  [...lists].map(([list, { enter, leave }]) => ({
    list,
    enter: [...enter],
    leave: [...leave].filter((member) => !enter.has(member)),
  }))
