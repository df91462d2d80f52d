import { randomUUID } from 'node:crypto'
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import { EventStoreDBClient, jsonEvent, NO_STREAM, streamNameFilter } from '@eventstore/db-client'
import { aggregate } from '../application/aggregate.ts'
import { type CommandContext, metadataOf } from '../application/command-context.ts'
import { systemUser } from '../domain/system-user/decider.ts'
import type { SystemUserCommand } from '../domain/system-user/decide.ts'
import type { Asked } from '../domain/system-user/state.ts'
import {
  ExternalRef,
  Instant,
  OrgNo,
  PersonRef,
  ResourceId,
  SystemId,
  SystemUserId,
} from '../domain/values.ts'
import { eventStoreClient } from '../infrastructure/event-store/event-store-client.ts'
import { streamNames } from '../infrastructure/event-store/stream-names.ts'
import { startEventStore } from '../test/support/event-store.ts'
import { type Figure, lineOf } from './figure.ts'

const inFlight = 64
const rounds = 5
const appendsARound = 1500
const followedEvents = 20_000

const vendor = OrgNo.parse('312605031')
const party = OrgNo.parse('310702641')
const at = Instant.parse('2026-01-05T12:00:00.000Z')
const expiresAt = Instant.parse('2026-01-15T12:00:00.000Z')

const askedOf = (id: string): Asked => ({
  id: SystemUserId.parse(id),
  kind: 'standard',
  systemId: SystemId.parse(`${vendor}_regnskap`),
  vendor,
  party,
  externalRef: ExternalRef.parse('kunde-17'),
  integrationTitle: 'SmartRegnskap',
  rights: [{ resource: ResourceId.parse('krav-og-betalinger') }],
  accessPackages: [],
})

const newIds = () => Array.from({ length: appendsARound }, () => randomUUID())

const requested = (id: string) => ({ type: 'SystemUserRequested', ...askedOf(id), expiresAt, at })

const context = (): CommandContext => ({
  commandId: randomUUID(),
  at,
  actor: { type: 'person', person: PersonRef.parse('7c9e6679-7425-40de-944b-e07fc1f90ae7') },
  correlationId: randomUUID(),
})

/** So many calls, as many at once as are kept in flight; gives back calls per second. */
async function perSecond(
  calls: readonly string[],
  call: (id: string) => Promise<unknown>,
): Promise<number> {
  const waiting = calls.values()
  const start = performance.now()
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (const id of waiting) await call(id)
    }),
  )
  return (calls.length * 1000) / (performance.now() - start)
}

/** The median of each, measured in turn, so that whatever else the machine does strikes all of them. */
async function interleaved<Name extends string>(
  measures: Readonly<Record<Name, () => Promise<number>>>,
): Promise<(name: Name) => number> {
  const measured = new Map<string, number[]>()
  for (let round = 0; round < rounds; round += 1)
    for (const [name, measure] of Object.entries<() => Promise<number>>(measures))
      measured.set(name, [...(measured.get(name) ?? []), await measure()])
  return (name) => {
    const sorted = (measured.get(name) ?? []).toSorted((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? 0
  }
}

type Measured = { readonly name: string; readonly value: number; readonly limit: number }

function beside({ name, value, limit }: Measured, unit: string, least: number): Figure {
  const ratio = value / limit
  const goal = `at least ${least} of the bare client`
  return { name, value, unit, limit, ratio, goal, met: ratio >= least }
}

/** What the wrapping costs, beside the bare client on the same server with the same bodies. */
export async function measureAdapter(): Promise<Figure[]> {
  const server = await startEventStore()
  const namespace = `bench${randomUUID().slice(0, 8)}`
  const wrapped = eventStoreClient({ url: server.url, namespace })
  const bare = EventStoreDBClient.connectionString(server.url)
  try {
    const appended = await measureAppends(bare, wrapped, namespace)
    const followed = await measureFollowing(bare, wrapped, namespace)
    return [...appended, ...followed]
  } finally {
    wrapped.close()
    await bare.dispose()
    await server.stop()
  }
}

type Wrapped = ReturnType<typeof eventStoreClient>

async function measureAppends(
  bare: EventStoreDBClient,
  { store }: Wrapped,
  namespace: string,
): Promise<Figure[]> {
  const users = aggregate(store, systemUser)
  const execute = (id: string, command: SystemUserCommand) => users.execute(id, command, context())
  const rates = await interleaved({
    bare: () =>
      perSecond(newIds(), (id) => {
        const data = requested(id)
        const event = jsonEvent({ type: data.type, data, metadata: metadataOf(context()) })
        const options = { expectedRevision: NO_STREAM } as const
        return bare.appendToStream(`${namespace}.systemUser-${id}`, event, options)
      }),
    append: () =>
      perSecond(newIds(), (id) =>
        store.append({
          stream: `systemUser-${id}`,
          events: [requested(id)],
          metadata: metadataOf(context()),
          expected: 'no-stream',
        }),
      ),
    async execute() {
      const ids = newIds()
      await perSecond(ids, (id) =>
        execute(id, { type: 'RequestSystemUser', asked: askedOf(id), expiresAt, at }),
      )
      return perSecond(ids, (id) => execute(id, { type: 'ApproveSystemUser', party, at }))
    },
  })
  const limit = rates('bare')
  return [
    beside({ name: 'appends, 64 in flight', value: rates('append'), limit }, '/s', 0.75),
    beside({ name: 'commands, 64 in flight', value: rates('execute'), limit }, '/s', 0.6),
  ]
}

async function eventsPerSecond(follow: () => Promise<number>): Promise<number> {
  const start = performance.now()
  return ((await follow()) * 1000) / (performance.now() - start)
}

async function measureFollowing(
  bare: EventStoreDBClient,
  { log }: Wrapped,
  namespace: string,
): Promise<Figure[]> {
  const { prefixes } = streamNames(namespace)
  const rates = await interleaved({
    bare: () =>
      eventsPerSecond(async () => {
        const filter = streamNameFilter({ prefixes: [...prefixes], checkpointInterval: 1000 })
        const subscription = bare.subscribeToAll({ filter })
        let count = 0
        for await (const _ of subscription) if (++count === followedEvents) break
        await subscription.unsubscribe()
        return count
      }),
    follow: () =>
      eventsPerSecond(async () => {
        let count = 0
        for await (const { events } of log.follow('start', new AbortController().signal)) {
          count += events.length
          if (count >= followedEvents) break
        }
        return count
      }),
  })
  const name = 'events followed'
  return [beside({ name, value: rates('follow'), limit: rates('bare') }, '/s', 0.9)]
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  for (const figure of await measureAdapter())
    console.log(`${lineOf(figure)} ${figure.ratio?.toFixed(2)}`)
}
