import type { Append, EventStore, StreamEvent } from '../../application/event-store.ts'
import { WrongRevision } from '../../application/event-store.ts'
import { projections } from '../../projections/all.ts'
import type { Entry } from '../../projections/projection.ts'
import { recordedOf, type Position } from '../../projections/recorded.ts'
import type { Documents, Page, Ref, Views } from '../../projections/views.ts'
import { ViewsBehind } from '../../projections/views.ts'
import { deriveId } from './derive-id.ts'

/** A log and its read models in memory: every event is in the views as soon as it is written. */
export type MemoryWorld = {
  readonly store: EventStore
  readonly views: Views
  /** Everything that was ever written, in order. */
  readonly log: readonly StreamEvent[]
}

/** Of the same references the same objects are given out, as long as nothing is written. */
type Found = { readonly at: Position; readonly documents: readonly unknown[] }

export function memoryWorld(): MemoryWorld {
  const log: StreamEvent[] = []
  const documents = new Map<string, unknown>()
  const lists = new Map<string, Set<string>>()
  const before = new WeakMap<object, Found>()
  const position = (): Position => BigInt(log.length)
  const demand = (atLeast: Position = 0n): Position => {
    if (atLeast > position()) throw new ViewsBehind('the log ends before that')
    return position()
  }
  const project = (event: StreamEvent): void => {
    const recorded = recordedOf(event)
    for (const projection of projections) projectOne(projection, recorded, documents, lists)
  }
  const store: EventStore = {
    async read(stream) {
      const events = log.filter((event) => event.stream === stream)
      return { events, revision: events.at(-1)?.revision ?? 'no-stream' }
    },
    async append(append) {
      const events = streamEvents(append, log)
      for (const event of events) {
        log.push(event)
        project(event)
      }
      return { revision: events.at(-1)?.revision ?? 0n, position: position() }
    },
    head: async () => position(),
  }
  const views: Views = {
    async fetch<const Refs extends readonly Ref<unknown>[]>(refs: Refs, atLeast?: Position) {
      const at = demand(atLeast)
      const known = before.get(refs)
      const found =
        known?.at === at
          ? known.documents
          : refs.map(({ view, key }) => {
              const document = documents.get(`${view.name}/${key}`)
              return document === undefined ? undefined : view.read(key, JSON.stringify(document))
            })
      before.set(refs, { at, documents: found })
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a mapped tuple cannot be built any other way
      return { position: at, documents: found as unknown as Documents<Refs> }
    },
    async list(list: string, { after = '', fromEnd, limit }: Page, atLeast?: Position) {
      const at = demand(atLeast)
      const all = [...(lists.get(list) ?? [])].toSorted()
      const members = fromEnd ? all.toReversed() : all.filter((member) => member > after)
      return { position: at, members: members.slice(0, limit) }
    },
  }
  return { store, views, log }
}

type AnyProjection = {
  readonly name: string
  readonly keyOf: (typeof projections)[number]['keyOf']
  readonly apply: (before: never, recorded: ReturnType<typeof recordedOf>) => unknown
  readonly entries: (document: never) => readonly Entry[]
}

function projectOne(
  projection: AnyProjection,
  recorded: ReturnType<typeof recordedOf>,
  documents: Map<string, unknown>,
  lists: Map<string, Set<string>>,
): void {
  const key = projection.keyOf(recorded.event)
  if (key === undefined) return
  const place = `${projection.name}/${key}`
  // oxlint-disable typescript/no-unsafe-type-assertion -- what is stored under a view's name is that view's document
  const before = documents.get(place) as never
  const after = projection.apply(before, recorded) as never
  // oxlint-enable typescript/no-unsafe-type-assertion
  for (const { list, member } of before === undefined ? [] : projection.entries(before))
    lists.get(list)?.delete(member)
  for (const { list, member } of after === undefined ? [] : projection.entries(after))
    lists.set(list, (lists.get(list) ?? new Set()).add(member))
  if (after === undefined) documents.delete(place)
  else documents.set(place, after)
}

function streamEvents(
  { stream, events, metadata, expected }: Append,
  log: readonly StreamEvent[],
): readonly StreamEvent[] {
  const written = log.filter((event) => event.stream === stream)
  const at = written.at(-1)?.revision ?? 'no-stream'
  if (at !== expected) throw new WrongRevision(`${stream} is not at ${String(expected)}`)
  return events.map((event, i) => {
    const { type, ...data } = event
    const revision = BigInt(written.length + i)
    return {
      id: deriveId(stream, metadata.commandId, String(i)),
      stream,
      revision,
      position: BigInt(log.length + i + 1),
      type,
      data: { type, ...data },
      metadata,
    }
  })
}
