import type { ExpectedRevision } from '../store/check-append.ts'
import type { NewEvent } from '../store/event-store.ts'
import type { ProposedEvent } from '../wire/batch-requests.ts'
import { parseUuid, structuredUuid } from '../wire/uuid.ts'

/** A request that no well-behaved client makes. Nothing is written. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
  readonly code = 'ERR_BAD_REQUEST'
}

const greatestRevision = 2n ** 63n - 1n
const noStream = 2n ** 64n - 1n

/** @throws {BadRequest} for a revision that no stream can have. */
export function parseRevision(text: string): ExpectedRevision {
  const revision = BigInt(text)
  if (revision === noStream) return 'no-stream'
  if (revision > greatestRevision) throw new BadRequest(`no stream can be at revision ${text}`)
  return revision
}

/** @throws {BadRequest} for the empty name. */
export function parseStreamName(name: Uint8Array | undefined): string {
  if (name === undefined || name.length === 0) throw new BadRequest('the stream has no name')
  return Buffer.from(name).toString('utf8')
}

/** The generated class of the unary call. */
export type ProposedMessage = {
  getId(): { getString(): string; getStructured(): StructuredUuid | undefined } | undefined
  getMetadataMap(): { get(key: string): string | undefined }
  getCustomMetadata_asU8(): Uint8Array
  getData_asU8(): Uint8Array
}
type StructuredUuid = { getMostSignificantBits(): string; getLeastSignificantBits(): string }

export function proposedIn(message: ProposedMessage): ProposedEvent {
  const id = message.getId()
  const uuid = id?.getStructured()
  return {
    id:
      uuid === undefined
        ? parseUuid(id?.getString() ?? '')
        : structuredUuid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()),
    type: message.getMetadataMap().get('type'),
    contentType: message.getMetadataMap().get('content-type'),
    metadata: message.getCustomMetadata_asU8(),
    data: message.getData_asU8(),
  }
}

function newEvent({ id, type, contentType, metadata, data }: ProposedEvent): NewEvent {
  if (id === undefined) throw new BadRequest('an event has no proper id')
  if (type === undefined || type === '') throw new BadRequest('an event has no type')
  if (contentType === undefined) throw new BadRequest('an event has no content type')
  return { id, type, isJson: contentType === 'application/json', metadata, data }
}

/** What one append may hold, counted as EventStoreDB 23.10 does: the data of its events, and nothing else. */
export const appendBytesMax = 1_048_576
/** Types and metadata do not count, but there must be an end to them. */
const wholeBytesMax = 32 * 1_048_576

/** The events of an append as they come in. */
export class IncomingEvents {
  readonly events: NewEvent[] = []
  #dataBytes = 0
  #wholeBytes = 0

  /**
   * Takes in an event; gives back whether the append is still small enough.
   *
   * @throws {BadRequest} for an event without a proper id or type.
   */
  add(proposed: ProposedEvent): boolean {
    const event = newEvent(proposed)
    this.#dataBytes += event.data.length
    this.#wholeBytes += event.data.length + event.metadata.length + event.type.length
    this.events.push(event)
    return this.#dataBytes <= appendBytesMax && this.#wholeBytes <= wholeBytesMax
  }
}
