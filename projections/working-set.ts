import { documentKey, type Model } from './model.ts'
import type { AnyProjection } from './projection.ts'
import { type Recorded, UnreadableEvent } from './recorded.ts'
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

type Step = { readonly model: Model; readonly key: string; readonly recorded: Recorded }
type Wanted = Map<string, { readonly model: Model; readonly key: string }>

/** Ageing forgets half of what is remembered; text counts in UTF-16 units, as it is in memory. */
export const rememberedCharsDefault = 16 * 1024 * 1024

export function workingSet(
  projections: readonly AnyProjection[],
  rememberedChars = rememberedCharsDefault,
): WorkingSet {
  const models = projections.map((projection) => projection.model())
  const routes = routesOf(projections, models)
  let documents = 0
  let chars = 0
  // While nothing was forgotten since the first event of all, what is not in memory is not stored either.
  let isWhole = false

  const supply = async (wanted: Wanted, read: ReadDocuments): Promise<void> => {
    const texts = isWhole || wanted.size === 0 ? [] : await read([...wanted.keys()])
    let index = 0
    for (const [stored, { model, key }] of wanted) {
      const text = texts[index]
      chars += stored.length + (text?.length ?? 0)
      model.learn(key, text)
      index += 1
    }
  }
  const age = (): void => {
    if (chars < rememberedChars / 2) return
    chars = 0
    for (const model of models) if (model.age()) isWhole = false
  }
  return {
    async fold(events, read) {
      const { steps, wanted } = plan(routes, events)
      await supply(wanted, read)
      for (const step of steps) foldStep(step)
    },
    take(from, to) {
      const gathered = gather(models, documents)
      documents = gathered.documents
      chars += gathered.chars
      age()
      return { from, to, ...gathered.batch, documents }
    },
    sample: (max) => models.flatMap((model) => model.sample(Math.ceil(max / models.length))),
    start(reached, held) {
      for (const model of models) model.clear()
      documents = held
      chars = 0
      isWhole = reached === 'start'
    },
  }
}

function foldStep({ model, key, recorded }: Step): void {
  try {
    model.apply(key, recorded)
  } catch (cause) {
    const { id, position, event } = recorded
    const where = `${event.type} ${id} at ${position}`
    throw new UnreadableEvent(`cannot fold ${where} into ${model.name}`, { cause })
  }
}

type Routes = ReadonlyMap<string, readonly Model[]>

function routesOf(projections: readonly AnyProjection[], models: readonly Model[]): Routes {
  const routes = new Map<string, Model[]>()
  projections.forEach(({ events }, index) => {
    const model = models[index]
    if (model === undefined) return
    for (const type of events) routes.set(type, [...(routes.get(type) ?? []), model])
  })
  return routes
}

function plan(
  routes: Routes,
  events: readonly Recorded[],
): { readonly steps: readonly Step[]; readonly wanted: Wanted } {
  const steps: Step[] = []
  const wanted: Wanted = new Map()
  for (const recorded of events) {
    for (const model of routes.get(recorded.event.type) ?? []) {
      const key = model.keyOf(recorded.event)
      if (key === undefined) continue
      steps.push({ model, key, recorded })
      if (!model.knows(key)) wanted.set(documentKey(model.name, key), { model, key })
    }
  }
  return { steps, wanted }
}

type Membership = { readonly enter: Set<string>; readonly leave: Set<string> }

function gather(models: readonly Model[], documentsBefore: number) {
  const puts: (readonly [string, string])[] = []
  const removes: string[] = []
  const lists = new Map<string, Membership>()
  let documents = documentsBefore
  let chars = 0
  const membersOf = (list: string): Membership => {
    const known = lists.get(list)
    if (known !== undefined) return known
    const made: Membership = { enter: new Set(), leave: new Set() }
    lists.set(list, made)
    return made
  }
  const changes = {
    put(key: string, text: string, isNew: boolean) {
      puts.push([key, text])
      chars += key.length + text.length
      if (isNew) documents += 1
    },
    remove(key: string) {
      removes.push(key)
      documents -= 1
    },
    enter: ({ list, member }: { list: string; member: string }) =>
      membersOf(list).enter.add(member),
    leave: ({ list, member }: { list: string; member: string }) =>
      membersOf(list).leave.add(member),
  }
  for (const model of models) model.collect(changes)
  return { batch: { puts, removes, lists: listChanges(lists) }, documents, chars }
}

const listChanges = (lists: ReadonlyMap<string, Membership>): readonly ListChange[] =>
  [...lists].map(([list, { enter, leave }]) => ({
    list,
    enter: [...enter],
    leave: [...leave].filter((member) => !enter.has(member)),
  }))
