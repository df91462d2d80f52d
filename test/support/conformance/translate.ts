import {
  binaryEvent,
  type EventData,
  eventTypeFilter,
  excludeSystemEvents,
  type Filter as ClientFilter,
  jsonEvent,
  type JSONType,
  type Position,
  type ResolvedEvent,
  streamNameFilter,
} from '@eventstore/db-client'
import { z } from 'zod'
import { expand } from './expand.ts'
import type { Filter, ScriptedEvent } from './recording.ts'

/** Ids of this form get a first part of their own in each play, since the store remembers ids across streams. */
const ownId = /^[0-9a-f]{8}-0000-4000-[0-9a-f]{4}-\d{12}$/

/** The events that an event of a script stands for. Their ids are noted with what the script calls them. */
export function eventsOf(
  scripted: ScriptedEvent,
  run: string,
  ids: Map<string, string>,
): EventData[] {
  return Array.from({ length: scripted.times }, (_, at) => {
    const id = at === 0 ? scripted.id : countUp(scripted.id, at)
    const sent = ownId.test(id) ? run.slice(0, 8) + id.slice(8) : id
    ids.set(sent, id).set(sent.toLowerCase(), id.toLowerCase())
    return eventOf(scripted, sent, expand(scripted.type, run))
  })
}

function countUp(id: string, by: number): string {
  return id.slice(0, -12) + String(Number(id.slice(-12)) + by).padStart(12, '0')
}

// The client takes more than its types say, and what becomes of that is recorded too.
const anyBody = z.custom<JSONType>()
const anyMetadata = z.custom<Record<string, unknown> | undefined>()
const anyExpected = z.custom<'any' | 'no_stream' | bigint | undefined>()

function eventOf(scripted: ScriptedEvent, id: string, type: string): EventData {
  const data = bytesOf(scripted.base64, scripted.bytes)
  const bytes = bytesOf(scripted.metadataBase64, scripted.metadataBytes)
  const metadata = bytes ?? anyMetadata.parse(scripted.metadata)
  return data === undefined
    ? jsonEvent({ id, type, data: anyBody.parse(scripted.data), metadata })
    : binaryEvent({ id, type, data, metadata })
}

function bytesOf(base64: string | undefined, count: number | undefined): Uint8Array | undefined {
  if (base64 !== undefined) return Uint8Array.from(Buffer.from(base64, 'base64'))
  return count === undefined ? undefined : new Uint8Array(count).fill(97)
}

type Expected = 'any' | 'no_stream' | 'stream_exists' | bigint

/** With credentials, the client makes the call on its own instead of on the shared stream. */
export function writeOptions(step: {
  readonly expected?: Expected | undefined
  readonly unary?: true | undefined
}) {
  const expectedRevision = anyExpected.parse(step.expected)
  return {
    ...(expectedRevision !== undefined && { expectedRevision }),
    ...(step.unary && { credentials: { username: 'admin', password: 'changeit' } }),
  }
}

type OnCheckpoint = (subscription: unknown, position: Position) => Promise<void>

export function filterOf(
  filter: Filter,
  run: string,
  checkpointReached: OnCheckpoint,
): ClientFilter {
  const options = {
    checkpointReached,
    ...(filter.interval !== undefined && { checkpointInterval: filter.interval }),
    ...(filter.window !== undefined && { maxSearchWindow: filter.window }),
  }
  const all = (texts: readonly string[]) => texts.map((text) => expand(text, run))
  const { streamPrefixes, streamRegex, typePrefixes, typeRegex } = filter
  if (streamPrefixes) return streamNameFilter({ ...options, prefixes: all(streamPrefixes) })
  if (streamRegex !== undefined)
    return streamNameFilter({ ...options, regex: expand(streamRegex, run) })
  if (typePrefixes) return eventTypeFilter({ ...options, prefixes: all(typePrefixes) })
  if (typeRegex !== undefined) return eventTypeFilter({ ...options, regex: expand(typeRegex, run) })
  return excludeSystemEvents(options)
}

/** Reads until the end or an error, and keeps what came before it. */
export async function readToEnd(
  read: AsyncIterable<ResolvedEvent>,
): Promise<{ events: ResolvedEvent[]; error?: unknown }> {
  const events: ResolvedEvent[] = []
  try {
    for await (const event of read) events.push(event)
    return { events }
  } catch (error) {
    return { events, error }
  }
}

/** An event as the recordings have it, fields in their order. */
export function recordedEvent({ event, commitPosition }: ResolvedEvent): unknown {
  if (event === undefined) return { event: null }
  const { metadata, position } = event
  return {
    stream: event.streamId,
    revision: event.revision,
    id: event.id,
    type: event.type,
    ...(event.isJson ? { data: event.data } : { base64: event.data }),
    ...(metadata instanceof Uint8Array ? { metadataBase64: metadata } : { metadata }),
    created: event.created,
    position,
    ...(commitPosition !== position?.commit && { commitPosition: commitPosition ?? null }),
  }
}
