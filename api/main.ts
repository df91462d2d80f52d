import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { z } from 'zod'
import type { EventStore } from '../application/event-store.ts'
import { Instant } from '../domain/values.ts'
import { deriveId } from '../infrastructure/derive-id.ts'
import {
  type EventStoreClient,
  eventStoreClient,
} from '../infrastructure/event-store/event-store-client.ts'
import { replaceFile } from '../infrastructure/kept-file.ts'
import { personNumber } from '../infrastructure/person-vault/person-number.ts'
import { type PersonVault, personVault } from '../infrastructure/person-vault/person-vault.ts'
import { type ChildProgram, startProgram } from '../infrastructure/programs/child-program.ts'
import { freePort } from '../infrastructure/programs/free-port.ts'
import { rootFolder } from '../infrastructure/programs/root-folder.ts'
import { readRegister } from '../infrastructure/registers/file-register.ts'
import { secretsOf } from '../infrastructure/secrets.ts'
import { issuerKeys, jwksFrom } from '../infrastructure/tokens/issuer-keys.ts'
import { signingKey } from '../infrastructure/tokens/signing-key.ts'
import { tokenExchange } from '../infrastructure/tokens/token-exchange.ts'
import { tokenVerifier, type TrustedIssuer } from '../infrastructure/tokens/token-verifier.ts'
import { memoryViews } from '../infrastructure/views/memory-views.ts'
import { redisViewStore } from '../infrastructure/views/redis-view-store.ts'
import { redisViews } from '../infrastructure/views/redis-views.ts'
import { viewReader } from '../infrastructure/views/view-reader.ts'
import { preparePolicy } from '../infrastructure/xacml/prepare-policy.ts'
import { readPolicy } from '../infrastructure/xacml/read-policy.ts'
import { projections } from '../projections/all.ts'
import { fingerprintOf } from '../projections/fingerprint.ts'
import { type Freshness, freshness } from '../projections/freshness.ts'
import { type Projector, projector } from '../projections/projector.ts'
import type { ProjectorStatus } from '../projections/projector-status.ts'
import type { ViewStore } from '../projections/view-store.ts'
import type { Views } from '../projections/views.ts'
import { buildApi } from './build-api.ts'
import { BadConfig, type Config, type IssuerConfig, readConfig } from './config.ts'
import { issuerName } from './routes/openid.ts'
import { useCases } from './use-cases.ts'

const now = (): number => Date.now()
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const root = rootFolder()
const story = join(root, 'servers', 'story')

/** What was started, to be closed in the opposite order. */
const closing: (() => unknown)[] = []
const closeLater = <Thing>(thing: Thing, close: (thing: Thing) => unknown): Thing => {
  closing.push(() => close(thing))
  return thing
}

let isStopping = false
async function stop(exitCode: number): Promise<never> {
  isStopping = true
  for (const close of closing.toReversed()) await close()
  process.exit(exitCode)
}

/** A part that ended by itself takes the whole with it: half a system is none. */
function endWith(child: ChildProgram): void {
  void child.ended.then(async (why) => {
    if (isStopping) return
    process.stderr.write(`${why}; stopping\n`)
    await stop(1)
  })
}

async function start(config: Config): Promise<void> {
  const port = config.port === 0 ? await freePort(config.host) : config.port
  const publicUrl = config.publicUrl ?? `http://${config.host}:${port}`
  const [eventStore, neighbours] = await Promise.all([
    startEventStore(config),
    startNeighbours(config, publicUrl, port),
  ])
  const fresh = freshness()
  const logId = await eventStore.installationId()
  fresh.saw(await eventStore.store.head())
  const views = openViews(config, logId, fresh)
  const running =
    config.role === 'api' ? undefined : startProjector(eventStore, views.store, logId, fresh)
  if (config.role === 'projector') {
    await running?.ready
    say('ready projector')
    return
  }
  const api = await startApi({ config, publicUrl, port, eventStore, fresh, logId, views, neighbours, running })
  say(`ready ${api}`)
}

async function startEventStore(config: Config): Promise<EventStoreClient> {
  const given = config.secrets.eventStoreUrl?.reveal()
  const url = given ?? (await startEmbeddedEventStore(config))
  const namespace = config.eventStoreNamespace ?? ''
  return closeLater(eventStoreClient({ url, namespace }), (client) => client.close())
}

async function startEmbeddedEventStore({ dataDir }: Config): Promise<string> {
  const args = ['--data', join(dataDir, 'event-store'), '--port', '0', '--with-parent']
  const ready = 'event store ready '
  const child = await startProgram('servers/event-store/main', args, ready)
  closeLater(child, () => child.stop())
  endWith(child)
  return child.readyLine.slice(ready.length).trim()
}

const Neighbours = z.object({
  maskinporten: z.string(),
  idporten: z.string(),
  skatteetaten: z.string(),
  smartcloud: z.string(),
  issuers: z.object({ maskinporten: z.string(), idporten: z.string() }),
  storyKeysPath: z.string(),
})
type Neighbours = z.infer<typeof Neighbours>

/** Stand-ins for those who issue tokens, unless the real ones are named. */
async function startNeighbours(
  config: Config,
  publicUrl: string,
  port: number,
): Promise<Neighbours | undefined> {
  if (config.role === 'projector' || (config.maskinporten && config.idporten)) return undefined
  const args = [
    ...['--altinn', publicUrl, '--data', join(config.dataDir, 'neighbours')],
    ...['--port-base', String(config.port === 0 ? 0 : port + 1)],
    ...['--register', registerPath(config), '--story', story, '--with-parent'],
  ]
  const ready = 'neighbours ready '
  const child = await startProgram('servers/neighbours/main', args, ready)
  closeLater(child, () => child.stop())
  endWith(child)
  return Neighbours.parse(JSON.parse(child.readyLine.slice(ready.length)))
}

const registerPath = ({ registerFile }: Config): string =>
  registerFile ?? join(story, 'register.json')

type OpenViews = { readonly store: ViewStore; readonly views: Views }

function openViews(config: Config, logId: string, fresh: Freshness): OpenViews {
  const names = projections.map(({ name }) => name)
  const options = {
    fingerprint: fingerprintOf(names, logId),
    freshness: fresh,
    waitMs: config.readWaitMs,
  }
  const url = config.secrets.redisUrl?.reveal()
  if (url === undefined) {
    const { store, source } = memoryViews()
    return { store, views: viewReader({ ...options, source }) }
  }
  const namespace = config.eventStoreNamespace ?? 'systembruker'
  const writing = new Redis(url, { lazyConnect: false, maxRetriesPerRequest: 1 })
  writing.on('error', () => undefined)
  closeLater(writing, (redis) => redis.disconnect())
  const reading = redisViews({ ...options, url, namespace })
  closeLater(reading, (views) => views.close())
  return { store: redisViewStore(writing, namespace), views: reading.views }
}

type RunningProjector = { readonly projector: Projector; readonly ready: Promise<void> }

function startProjector(
  { log }: EventStoreClient,
  store: ViewStore,
  logId: string,
  fresh: Freshness,
): RunningProjector {
  let becomeReady = (): void => undefined
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve
  })
  const report = ({ state, ready: isReady, reason }: ProjectorStatus): void => {
    if (isReady) becomeReady()
    if (reason !== undefined) process.stderr.write(`projector ${state}: ${reason}\n`)
  }
  const running = projector({
    log,
    store,
    projections,
    logId,
    clock: now,
    report,
    reached: (position) => fresh.reached(position),
  })
  const abort = new AbortController()
  const ended = running.run(abort.signal)
  closeLater(abort, async () => {
    abort.abort()
    await ended
  })
  void ended.then(async ({ state }) => {
    if (isStopping || state === 'halted') return
    process.stderr.write(`the projector stopped (${state}); stopping\n`)
    await stop(1)
  })
  return { projector: running, ready }
}

/** What this process wrote is never answered from before. */
const seeing = (store: EventStore, fresh: Freshness): EventStore => ({
  ...store,
  async append(append) {
    const appended = await store.append(append)
    fresh.saw(appended.position)
    return appended
  },
})

type Parts = {
  readonly config: Config
  readonly publicUrl: string
  readonly port: number
  readonly eventStore: EventStoreClient
  readonly fresh: Freshness
  readonly logId: string
  readonly views: OpenViews
  readonly neighbours: Neighbours | undefined
  readonly running: RunningProjector | undefined
}

async function startApi(parts: Parts): Promise<string> {
  const { config, publicUrl, port, eventStore, fresh, logId, neighbours, running } = parts
  const { dataDir } = config
  const store = seeing(eventStore.store, fresh)
  const [key, secrets] = await Promise.all([signingKey(dataDir), secretsOf(dataDir, config.secrets)])
  const vault = await personVault({
    dataDir,
    key: secrets.vaultKey,
    pepper: secrets.vaultPepper,
    newId: randomUUID,
  })
  closeLater(vault, (open) => open.close())
  const cases = useCases({
    store,
    views: parts.views.views,
    deriveId,
    readPolicy,
    preparePolicy,
    requestTtlDays: config.requestTtlDays,
  })
  await recordRegister(config, vault, cases.recordParties)
  await running?.ready
  const issuers = trustedIssuers(config, neighbours)
  const own: TrustedIssuer = {
    name: 'altinn',
    issuer: issuerName(publicUrl),
    getKey: issuerKeys({ fetchJwks: async () => key.jwks, now }),
  }
  const outside = {
    maskinporten: tokenVerifier({ issuers: [issuers.maskinporten], now }),
    'id-porten': tokenVerifier({ issuers: [issuers.idporten], now }),
  }
  const app = buildApi({
    ...cases,
    now,
    newId: randomUUID,
    deriveId,
    installationId: logId,
    publicUrl: () => publicUrl,
    portalHost: () => config.portalHost ?? publicUrl,
    jwks: key.jwks,
    verifyToken: tokenVerifier({ issuers: [issuers.maskinporten, own], now }),
    verifyOutsideToken: (provider, token) => outside[provider](token),
    exchangeToken: tokenExchange({
      issuer: issuerName(publicUrl),
      key,
      now,
      newId: randomUUID,
      personOf: personOf(config, vault),
    }),
    readiness: readinessOf(running, parts.views.views),
    reportFault: (fault) => void process.stderr.write(`${JSON.stringify(fault)}\n`),
  })
  closeLater(app, (server) => server.close())
  await app.listen({ host: config.host, port })
  if (neighbours) tellWhere(config, publicUrl, neighbours)
  return publicUrl
}

async function recordRegister(
  config: Config,
  vault: PersonVault,
  recordParties: ReturnType<typeof useCases>['recordParties'],
): Promise<void> {
  const at = Instant.parse(new Date(now()).toISOString())
  const path = registerPath(config)
  const feed = await readRegister({ path, numbers: config.personNumbers, vault, deriveId }, at)
  await recordParties(feed, {
    commandId: randomUUID(),
    correlationId: randomUUID(),
    actor: { type: 'system', process: 'party-register' },
    at,
  })
}

/** A number that an issuer vouched for: the person is taken in at the first log-in. */
function personOf(config: Config, vault: PersonVault) {
  const Number_ = personNumber(config.personNumbers)
  return async (text: string) => {
    const number = Number_.safeParse(text)
    return number.success ? vault.enrol({ number: number.data }) : undefined
  }
}

function trustedIssuers(
  config: Config,
  neighbours: Neighbours | undefined,
): Readonly<Record<'maskinporten' | 'idporten', TrustedIssuer>> {
  const keysOf = ({ jwksUrl }: IssuerConfig) => issuerKeys({ fetchJwks: jwksFrom(jwksUrl), now })
  const maskinporten = config.maskinporten ?? standIn(neighbours, 'maskinporten', 'jwk')
  const idporten = config.idporten ?? standIn(neighbours, 'idporten', 'jwks.json')
  return {
    maskinporten: { name: 'maskinporten', issuer: maskinporten.issuer, getKey: keysOf(maskinporten) },
    idporten: { name: 'id-porten', issuer: idporten.issuer, getKey: keysOf(idporten) },
  }
}

function standIn(
  neighbours: Neighbours | undefined,
  name: 'maskinporten' | 'idporten',
  path: string,
): IssuerConfig {
  if (neighbours === undefined) throw new BadConfig(`There is no ${name} to trust.`)
  return { issuer: neighbours.issuers[name], jwksUrl: new URL(path, neighbours[name]) }
}

const readinessOf = (running: RunningProjector | undefined, views: Views) => async () => {
  const status = running?.projector.status()
  if (status && !status.ready) return { ready: false, reason: status.reason ?? status.state } as const
  try {
    await views.fetch([])
    return { ready: true } as const
  } catch (error) {
    return { ready: false, reason: error instanceof Error ? error.message : 'no views' } as const
  }
}

/** Says where everybody is, to people and, in a file, to the journey. */
function tellWhere(config: Config, api: string, neighbours: Neighbours): void {
  const { issuers: _issuers, ...urls } = neighbours
  const where = { api, ...urls, registerPath: registerPath(config) }
  replaceFile(join(config.dataDir, 'where.json'), JSON.stringify(where, undefined, 2))
  for (const [name, url] of Object.entries({ api, ...urls })) say(`${name.padEnd(14)} ${url}`)
}

try {
  const config = readConfig(process.env)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0))
  await start(config)
} catch (error) {
  if (error instanceof BadConfig) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    await stop(1)
  }
}
