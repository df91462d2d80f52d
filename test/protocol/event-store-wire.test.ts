import fc from 'fast-check'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import { describe, expect, test } from 'vitest'
import { RecentIds } from '../../servers/event-store/store/recent-ids.ts'
import { decodeBatch } from '../../servers/event-store/wire/batch-requests.ts'
import { MalformedMessage } from '../../servers/event-store/wire/field-reader.ts'
import { dashedUuid, parseUuid } from '../../servers/event-store/wire/uuid.ts'

const bytes = (max: number) => fc.uint8Array({ maxLength: max })
const proposed = fc.record({
  id: fc.uuid(),
  type: fc.string(),
  contentType: fc.constantFrom('application/json', 'application/octet-stream', ''),
  metadata: bytes(200),
  data: bytes(300),
})

function messageOf({ id, type, contentType, metadata, data }: Proposed) {
  const message = new streams.BatchAppendReq.ProposedMessage()
  const uuid = new shared.UUID()
  uuid.setString(id)
  message.setId(uuid)
  message.getMetadataMap().set('type', type).set('content-type', contentType)
  message.setCustomMetadata(metadata)
  message.setData(data)
  return message
}
type Proposed = typeof proposed extends fc.Arbitrary<infer One> ? One : never

function requestOf(events: readonly Proposed[]): Buffer {
  const request = new streams.BatchAppendReq()
  const correlation = new shared.UUID()
  correlation.setString('0c6f4a5e-0000-4000-8000-000000000001')
  request.setCorrelationId(correlation)
  request.setProposedMessagesList(events.map(messageOf))
  request.setIsFinal(true)
  return Buffer.from(request.serializeBinary())
}

describe('a request on the shared stream of appends', () => {
  test('is read by hand as the generated classes wrote it', () => {
    fc.assert(
      fc.property(fc.array(proposed, { maxLength: 5 }), (events) => {
        const read = decodeBatch(requestOf(events))
        expect(read.head.getIsFinal()).toBe(true)
        expect(read.head.getCorrelationId()?.getString()).toContain('0c6f4a5e')
        expect(read.head.getProposedMessagesList()).toEqual([])
        expect(
          read.events.map(({ id, type, contentType, metadata, data }) => ({
            id: id?.toString('hex'),
            type,
            contentType,
            metadata: [...metadata],
            data: [...data],
          })),
        ).toEqual(
          events.map((event) => ({
            ...event,
            id: parseUuid(event.id)?.toString('hex'),
            metadata: [...event.metadata],
            data: [...event.data],
          })),
        )
      }),
    )
  })

  test('that is cut short inside an event is refused, and no other bytes do more than that', () => {
    const whole = requestOf([
      {
        id: '0c6f4a5e-0000-4000-8000-000000000002',
        type: 't',
        contentType: 'application/json',
        metadata: new Uint8Array(9),
        data: new Uint8Array(9),
      },
    ])
    expect(() => decodeBatch(whole.subarray(0, whole.length - 6))).toThrow(MalformedMessage)
    fc.assert(
      fc.property(bytes(60), (noise) => {
        try {
          decodeBatch(Buffer.from(noise))
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
    )
  })
})

describe('a uuid', () => {
  test('in the common form is read from its bytes as from its text', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.boolean(), (uuid, isUpper) => {
        const text = isUpper ? uuid.toUpperCase() : uuid
        expect(dashedUuid(Buffer.from(text))).toEqual(parseUuid(text))
      }),
    )
  })

  test.each([
    '00000000-0000-0000-0000-000000000000',
    '0c6f4a5e-0000-4000-8000-a000000000',
    '0c6f4a5e00000-4000-8000-000000000001',
    '0c6f4a5e-0000-4000-8000-a0000000000g',
  ])('of another form, or of nothing but zeros, is left to others: %s', (text) => {
    expect(dashedUuid(Buffer.from(text))).toBeUndefined()
  })
})

describe('the ids of recent events', () => {
  test('are those of the last generation at least, each with the place where it was seen first', () => {
    // Ids of few different bytes meet in the table again and again.
    const id = fc.array(fc.constantFrom(0, 1, 255), { minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(fc.array(id, { maxLength: 60 }), fc.integer({ min: 2, max: 12 }), (ids, max) => {
        const recent = new RecentIds(max)
        const seen = new Map<string, number>()
        ids.forEach((one, revision) => {
          const known = recent.find(Buffer.from(one))
          if (known === undefined) seen.set(String(one), revision)
          else expect(known).toEqual({ stream: 7, revision: seen.get(String(one)) })
          recent.add(Buffer.from(one), { stream: 7, revision })
        })
        const kept = [...new Map(ids.map((one) => [String(one), one])).values()].slice(-1)
        for (const one of kept) expect(recent.find(Buffer.from(one))).toBeDefined()
      }),
    )
  })
})
