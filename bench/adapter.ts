import { randomUUID } from 'node:crypto'
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import {
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
} from '@eventstore/db-client'
import { aggregate } from '../application/aggregate.ts'
import { type CommandContext, metadataOf } from '../application/command-context.ts'
import { systemUser } from '../domain/system-user/decider.ts'
import {
  ExternalRef,
  Instant,
  OrgNo,
  ResourceId,
  SystemId,
  SystemUserId,
} from '../domain/values.ts'
import {
  type EventStoreClient,
  eventStoreClient,
} from '../infrastructure/event-store/event-store-client.ts'
import { startEventStore } from '../test/support/event-store.ts'
import { beside, type Figure, lineOf } from './figure.ts'

const inFlight = 64
const rounds = 5
const appendsPerRound = 6000
const loggedCount = 100_000

const at = Instant.parse('2026-01-05T12:00:00.000Z')
const expiresAt = Instant.parse('2026-01-15T12:00:00.000Z')
const vendor = OrgNo.parse('312605031')
const party = OrgNo.parse('310702641')

const context = (): CommandContext => ({
  commandId: randomUUID(),
  at,
  actor: { type: 'organisation', orgNo: vendor },
  correlationId: randomUUID(),
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
})

const askedBy = (id: SystemUserId) => ({
  id,
  kind: 'standard' as const,
  systemId: SystemId.parse('312605031_regnskap'),
  vendor,
  party,
  externalRef: ExternalRef.parse(id),
  integrationTitle: 'SmartRegnskap',
  rights: [{ resource: ResourceId.parse('krav-og-betalinger') }],
  accessPackages: [],
})

/** About 330 bytes as JSON, with 250 of metadata beside it. */
const event = () => ({ type: 'SystemUserRequested', ...askedBy(newId()), expiresAt, at })
const newId = (): SystemUserId => SystemUserId.parse(randomUUID())

/** Does the work for each item, so many at a time; gives back items per second. */
async function perSecond<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<number> {
  const waiting = items.values()
  const start = performance.now()
  const chain = async (): Promise<void> => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: inFlight }, chain))
  return (items.length * 1000) / (performance.now() - start)
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** The medians of several things measured by turns, so that what disturbs one disturbs all. */
async function byTurns<Name extends string>(
  measures: Readonly<Record<Name, () => Promise<number>>>,
): Promise<(name: Name) => number> {
  const values = new Map<string, number[]>()
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, measure] of Object.entries<() => Promise<number>>(measures)) {
      const value = await measure()
      // The first round warms up.
      if (round > 0) values.set(name, [...(values.get(name) ?? []), value])
    }
  }
  return (name) => median(values.get(name) ?? [])
}

const ids = (count: number) => Array.from({ length: count }, newId)

async function measureAppends(raw: EventStoreDBClient, ours: EventStoreClient): Promise<Figure[]> {
  const { store } = ours
  const rawAppend = (id: string) => {
    const stored = jsonEvent({
      id: randomUUID(),
      type: 'SystemUserRequested',
      data: event(),
      metadata: metadataOf(context()),
    })
    return raw.appendToStream(`raw-${id}`, stored, { expectedRevision: NO_STREAM })
  }
  const storeAppend = (id: string) => {
    const metadata = metadataOf(context())
    const stream = `party-${id}`
    return store.append({ stream, events: [event()], metadata, expected: 'no-stream' })
  }
  const users = aggregate(store, systemUser)
  const commands = async (): Promise<number> => {
    const requested = ids(appendsPerRound / 2)
    await perSecond(requested, (id) =>
      users.execute(
        id,
        { type: 'RequestSystemUser', asked: askedBy(id), expiresAt, at },
        context(),
      ),
    )
    const approved = await perSecond(requested, (id) =>
      users.execute(id, { type: 'ApproveSystemUser', kind: 'standard', party, at }, context()),
    )
    const revoked = await perSecond(requested, (id) =>
      users.execute(id, { type: 'RevokeSystemUser', kind: 'standard', party, at }, context()),
    )
    return 2 / (1 / approved + 1 / revoked)
  }
  const rate = await byTurns({
    raw: () => perSecond(ids(appendsPerRound), rawAppend),
    ours: () => perSecond(ids(appendsPerRound), storeAppend),
    commands,
  })
  const limit = rate('raw')
  const unit = '/s'
  return [
    beside({ name: 'appends by the store', value: rate('ours'), limit, unit, least: 0.8 }),
    beside({ name: 'approve and revoke', value: rate('commands'), limit, unit, least: 0.6 }),
  ]
}

async function measureFollow(url: string, raw: EventStoreDBClient): Promise<Figure> {
  const namespace = 'follow'
  const client = eventStoreClient({ url, namespace })
  const { store, log } = client
  for (let written = 0; written < loggedCount; written += 1000) {
    const events = Array.from({ length: 1000 }, event)
    const metadata = metadataOf(context())
    await store.append({ stream: `party-${newId()}`, events, metadata, expected: 'no-stream' })
  }
  const rate = await byTurns({
    raw: () => bareSubscription(raw, `${namespace}.`),
    ours: async () => {
      const start = performance.now()
      const done = new AbortController()
      let seen = 0
      for await (const { events } of log.follow('start', done.signal)) {
        seen += events.length
        if (seen === loggedCount) done.abort()
      }
      return (seen * 1000) / (performance.now() - start)
    },
  })
  client.close()
  const [value, limit] = [rate('ours'), rate('raw')]
  return beside({ name: 'catch-up of a follower', value, limit, unit: 'events/s', least: 0.9 })
}

function bareSubscription(client: EventStoreDBClient, prefix: string): Promise<number> {
  const start = performance.now()
  const filter = streamNameFilter({ prefixes: [prefix], checkpointInterval: 1000 })
  const subscription = client.subscribeToAll({ fromPosition: START, filter })
  let seen = 0
  return new Promise((resolve, reject) => {
    subscription.on('error', reject)
    subscription.on('data', () => {
      seen += 1
      if (seen !== loggedCount) return
      const rate = (seen * 1000) / (performance.now() - start)
      void subscription.unsubscribe().then(() => resolve(rate))
    })
  })
}

/** What the adapter costs: each of its calls beside the same call of the bare client, on the same server. */
export async function measureAdapter(): Promise<readonly Figure[]> {
  const server = await startEventStore()
  const raw = EventStoreDBClient.connectionString(server.url)
  const ours = eventStoreClient({ url: server.url, namespace: 'bench' })
  try {
    const appends = await measureAppends(raw, ours)
    return [...appends, await measureFollow(server.url, raw)]
  } finally {
    ours.close()
    await raw.dispose()
    await server.stop()
  }
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  for (const figure of await measureAdapter()) console.log(lineOf(figure))
}
