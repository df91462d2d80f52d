import { parseArgs } from 'node:util'
import { z } from 'zod'
import { eventStoreClient } from '../infrastructure/event-store/event-store-client.ts'
import { redisConnection } from '../infrastructure/views/redis-connection.ts'
import { redisViewStore } from '../infrastructure/views/redis-view-store.ts'
import { projections } from '../projections/all.ts'
import { type Projector, projector } from '../projections/projector.ts'
import { rebuildProgress } from '../projections/rebuild-progress.ts'

const usage = `Builds the views anew from the log, beside those in use, and puts them in their place.

  npm run rebuild -- [--json]

  EVENTSTORE_URL        where the log is, esdb://…
  EVENTSTORE_NAMESPACE  the installation's, if it has one
  REDIS_URL             where the views are, redis://… or rediss://…

  --json  final figures as one JSON document on standard output
  --help  this text

Queries are answered from the old views until the new ones are as far, and from the new ones after that. A projector
that is at work goes over to them by itself. Interrupted, it goes on where it was when it is started again.`

const Environment = z.object({
  EVENTSTORE_URL: z.string().min(1),
  EVENTSTORE_NAMESPACE: z.string().optional(),
  REDIS_URL: z.string().min(1),
})

const tellMs = 1_000
/** The same as the program's own, when no namespace is set. */
const defaultNamespace = 'systembruker'

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const environment = Environment.safeParse(process.env)
  if (!environment.success) {
    const missing = environment.error.issues.map(({ path }) => path.join('.')).join(', ')
    console.error(`Not set: ${missing}.\n\n${usage}`)
    return 2
  }
  return rebuild(environment.data, values.json ?? false)
}

async function rebuild(
  { EVENTSTORE_URL: url, EVENTSTORE_NAMESPACE: namespace, REDIS_URL }: z.infer<typeof Environment>,
  isJson: boolean,
): Promise<number> {
  const eventStore = eventStoreClient({ url, namespace: namespace ?? '' })
  const redis = redisConnection({ url: REDIS_URL })
  const store = redisViewStore(redis, namespace ?? defaultNamespace)
  const over = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.abort())
  const started = performance.now()
  try {
    const head = await eventStore.log.head()
    const running = projector(
      {
        log: eventStore.log,
        store,
        projections,
        logId: await eventStore.installationId(),
        clock: () => Date.now(),
        report: ({ state, reason }) => console.error(reason ? `${state}: ${reason}` : state),
      },
      { isRebuild: true },
    )
    const telling = setInterval(() => tell(running, head, started), tellMs)
    const { ready } = await running.run(over.signal)
    clearInterval(telling)
    if (ready) await store.sweep()
    finish(running, started, isJson)
    return ready ? 0 : 1
  } finally {
    redis.disconnect()
    eventStore.close()
  }
}

const secondsSince = (started: number): number => (performance.now() - started) / 1000

function tell(running: Projector, head: bigint, started: number): void {
  const { reached } = running.status()
  const { events } = running.metrics()
  const progress = rebuildProgress(reached, head, events, secondsSince(started))
  const { share, eventsPerSecond, secondsLeft } = progress
  const left = secondsLeft === undefined ? '' : `, ${Math.ceil(secondsLeft)} s left`
  console.error(
    `${(share * 100).toFixed(1)} %, ${events} events, ${Math.round(eventsPerSecond)}/s${left}`,
  )
}

function finish(running: Projector, started: number, isJson: boolean): void {
  const { ready, reached, generation, state, reason } = running.status()
  const { events, documents } = running.metrics()
  const seconds = secondsSince(started)
  const figures = { ready, state, reason, generation, position: String(reached), events, documents }
  if (isJson)
    console.log(JSON.stringify({ ...figures, seconds, eventsPerSecond: events / seconds }))
  else
    console.error(
      `${ready ? 'done' : state}: ${events} events, ${documents} documents, ${seconds.toFixed(1)} s`,
    )
}

process.exitCode = await main()
