import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client'
import type { StreamEvent } from '../../../application/event-store.ts'
import { streamEvent } from '../../../infrastructure/event-store/read.ts'
import { streamNames } from '../../../infrastructure/event-store/stream-names.ts'
import { projectRoot } from '../program.ts'
import { freePort } from '../redis.ts'
import { type Issuer, startIssuer } from '../scene/issuer.ts'
import { type Scene, setScene } from '../scene/scene.ts'
import { type Part, programPart, type RedisPart, redisPart } from './part.ts'

const namespace = 'faults'

/** The whole system on this machine, every part a process of its own and on a port of its own. */
export type Installation = {
  readonly url: string
  /** Of every API process, that of `url` first. */
  readonly urls: readonly string[]
  readonly issuer: Issuer
  readonly eventStore: Part
  readonly redis: RedisPart
  readonly projector: Part
  readonly api: Part
  readonly namespace: string
  readonly tokens: Scene['tokens']
  /** Parts that ended without having been killed, and their last words. */
  readonly deaths: readonly string[]
  /** Told to lose answers, delay them and the like. */
  faults(method: 'POST' | 'DELETE', fault?: unknown): Promise<void>
  /** Everything in the log. */
  log(): Promise<readonly StreamEvent[]>
  stop(): Promise<void>
}

type Options = {
  /** Where the programs are, if not in this project. */
  readonly root?: string
  /** What readers reach Redis by, if not directly. */
  readonly redisUrl?: (port: number) => Promise<string>
  /** So many processes serve the API, of one vault and one log. */
  readonly apis?: number
}

/** Starts it with an empty log, and sets up a system, a resource and whoever manages access for the customer. */
export async function startInstallation({
  root,
  redisUrl,
  apis = 1,
}: Options = {}): Promise<Installation> {
  const dir = await mkdtemp(join(tmpdir(), 'installation-'))
  const [storePort, faultsPort, apiPort] = [await freePort(), await freePort(), await freePort()]
  const deaths: string[] = []
  const program = (name: string, launch: Parameters<typeof programPart>[1]): Part =>
    programPart(name, { ...launch, root }, (why) => deaths.push(why))
  const [redis, issuer] = [await redisPart(), await startIssuer()]
  const eventStoreUrl = `esdb://127.0.0.1:${storePort}?tls=false`
  const env = {
    ...issuer.env,
    EVENTSTORE_URL: eventStoreUrl,
    EVENTSTORE_NAMESPACE: namespace,
    REDIS_URL: redisUrl === undefined ? redis.url : await redisUrl(portOf(redis.url)),
    DATA_DIR: join(dir, 'data'),
    PORT: String(apiPort),
    LOG_LEVEL: 'silent',
  }
  const store = ['--data', join(dir, 'log'), '--port', String(storePort)]
  const eventStore = program('event store', {
    path: 'servers/event-store/main',
    args: [...store, '--faults-port', String(faultsPort)],
  })
  const projector = program('projector', {
    path: 'api/main',
    env: { ...env, ROLE: 'projector' },
  })
  const api = program('API', { path: 'api/main', env: { ...env, ROLE: 'api' } })
  const url = `http://127.0.0.1:${apiPort}`
  const otherPorts: number[] = []
  while (otherPorts.length < apis - 1) otherPorts.push(await freePort())
  const others = otherPorts.map((port) =>
    program('another API', {
      path: 'api/main',
      env: { ...env, ROLE: 'api', PORT: String(port), PUBLIC_URL: url },
    }),
  )
  const parts = [...others, api, projector, eventStore]
  const stop = async (): Promise<void> => {
    for (const part of parts) await part.kill()
    await redis.stop()
    issuer.close()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await eventStore.start()
    // One after the other, so that not even a planted bug lets them disagree on which log it is.
    await api.start()
    await projector.start()
    const tokens = await tokensOf(url, issuer)
    for (const other of others) await other.start()
    return {
      url,
      urls: [url, ...otherPorts.map((port) => `http://127.0.0.1:${port}`)],
      issuer,
      eventStore,
      redis,
      projector,
      api,
      namespace,
      tokens,
      deaths,
      faults: (method, fault) => control(`http://127.0.0.1:${faultsPort}/faults`, method, fault),
      log: () => logAt(eventStoreUrl),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const portOf = (url: string): number => Number(new URL(url).port)

async function tokensOf(url: string, issuer: Issuer): Promise<Scene['tokens']> {
  const story = join(projectRoot, 'servers', 'story')
  const { tokens } = await setScene(url, issuer, {
    count: 0,
    registerPath: join(story, 'register.json'),
    policyPath: join(story, 'policies', 'krav-og-betalinger.xml'),
  })
  return tokens
}

async function control(url: string, method: string, fault: unknown): Promise<void> {
  const body = fault === undefined ? {} : { body: JSON.stringify(fault) }
  const response = await fetch(url, { method, ...body })
  if (!response.ok) throw new Error(`faults: ${response.status} ${await response.text()}`)
}

/** Read by a client with nothing of ours around it. */
async function logAt(url: string): Promise<readonly StreamEvent[]> {
  const names = streamNames(namespace)
  const client = EventStoreDBClient.connectionString(url)
  const events: StreamEvent[] = []
  try {
    for await (const resolved of client.readAll({ direction: FORWARDS, fromPosition: START }))
      if (resolved.event && names.isOwn(resolved.event.streamId))
        events.push(streamEvent(names, resolved))
    return events
  } finally {
    await client.dispose()
  }
}
