import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { expect, onTestFinished } from 'vitest'
import {
  type EventStoreClient,
  type EventStoreSettings,
  eventStoreClient,
} from '../../infrastructure/event-store/event-store-client.ts'
import { append, happened } from './appends.ts'

/** Short, so that tests of silence are. */
export const attemptTimeoutMs = 300

/** Our client, as an installation of its own, closed with the test. */
export function ours(url: string, settings: Partial<EventStoreSettings> = {}): EventStoreClient {
  const namespace = randomUUID().replaceAll('-', '')
  const client = eventStoreClient({ url, namespace, attemptTimeoutMs, ...settings })
  onTestFinished(() => client.close())
  return client
}

/** The client as it is. */
export function raw(url: string): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url)
  onTestFinished(() => {
    client.dispose().catch(() => {})
  })
  return client
}

export const rawAppend = (client: EventStoreDBClient) =>
  client.appendToStream(`raw-${randomUUID()}`, jsonEvent({ type: 'T', data: {} }), {
    expectedRevision: NO_STREAM,
  })

/** What it was settled with, or that it was not. */
export const within = (promise: Promise<unknown>, ms: number): Promise<unknown> =>
  Promise.race([promise.catch((error: unknown) => error), sleep(ms).then(() => 'still waiting')])

/** Appends by a client that has trouble, and sees each event in its stream once. */
export async function writesOnce({ store }: EventStoreClient): Promise<void> {
  const events = [happened(0), happened(1)]
  const { revision } = await store.append(append('party-1', { events }))
  expect(revision).toBe(1n)
  expect((await store.read('party-1')).events.map(({ data }) => data)).toEqual(events)
}
