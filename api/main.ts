import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { pinnedResults } from '../application/pinned-results.ts'
import { seeing } from '../application/seeing.ts'
import { decisionLog } from '../infrastructure/decision-log/decision-log.ts'
import { readDecisions } from '../infrastructure/decision-log/read-decisions.ts'
import { deriveId } from '../infrastructure/derive-id.ts'
import {
  type EventStoreClient,
  eventStoreClient,
} from '../infrastructure/event-store/event-store-client.ts'
import { replaceFile } from '../infrastructure/kept-file.ts'
import { peopleKnown } from '../infrastructure/person-vault/people-known.ts'
import { type PersonVault, personVault } from '../infrastructure/person-vault/person-vault.ts'
import type { ChildProgram } from '../infrastructure/programs/child-program.ts'
import { startEmbeddedEventStore } from '../infrastructure/programs/embedded-event-store.ts'
import { freePort } from '../infrastructure/programs/free-port.ts'
import { type Neighbours, startNeighbours } from '../infrastructure/programs/neighbours.ts'
import { rootFolder } from '../infrastructure/programs/root-folder.ts'
import { expectShortLivedObjects } from '../infrastructure/programs/short-lived-objects.ts'
import { catalogueInFiles } from '../infrastructure/registers/catalogue-file.ts'
import { openRegister } from '../infrastructure/registers/open-register.ts'
import { secretsOf } from '../infrastructure/secrets.ts'
import { type SigningKey, signingKey } from '../infrastructure/tokens/signing-key.ts'
import { tokenFunctions } from '../infrastructure/tokens/token-functions.ts'
import { type OpenViews, openViews } from '../infrastructure/views/open-views.ts'
import { preparePolicy } from '../infrastructure/xacml/prepare-policy.ts'
import { readDocument } from '../infrastructure/xacml/read-document.ts'
import { readNewPolicy } from '../infrastructure/xacml/read-policy.ts'
import { Instant } from '../domain/values.ts'
import { projections } from '../projections/all.ts'
import { fingerprintOf } from '../projections/fingerprint.ts'
import { type Freshness, freshness } from '../projections/freshness.ts'
import { type Projector, projector } from '../projections/projector.ts'
import { buildApi } from './build-api.ts'
import { BadConfig, type Config, type IssuerConfig, readConfig } from './config.ts'
import { keepDoing } from './keep-doing.ts'
import { keepRegister, type KeptRegister } from './keep-register.ts'
import { readinessOf } from './readiness.ts'
import { issuerName } from './routes/openid.ts'
import { useCases } from './use-cases.ts'

const now = (): number => Date.now()
const moment = (): Instant => Instant.parse(new Date(now()).toISOString())
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)
const storyDir = join(rootFolder(), 'servers', 'story')

/** How to close what was started, in the order of starting. */
const closing: (() => unknown)[] = []
let isStopping = false

async function stop(exitCode: number): Promise<never> {
  isStopping = true
  for (const close of closing.toReversed()) await close()
  process.exit(exitCode)
}

/** A part that ends by itself takes the whole with it: half a system is none. */
async function watch(ended: Promise<string>): Promise<void> {
  const why = await ended
  if (isStopping) return
  complain(`${why}; stopping`)
  await stop(1)
}

function adopt(program: ChildProgram): void {
  closing.push(() => program.stop())
  void watch(program.ended)
}

async function start(config: Config): Promise<void> {
  const port = config.port === 0 ? await freePort(config.host) : config.port
  const publicUrl = config.publicUrl ?? `http://${config.host}:${port}`
  const [eventStore, neighbours, key] = await Promise.all([
    openEventStore(config),
    openNeighbours(config, publicUrl, port),
    signingKey(config.dataDir),
  ])
  const logId = await eventStore.installationId()
  const fresh = freshness()
  fresh.saw(await eventStore.store.head())
  const views = openViews({
    redisUrl: config.secrets.redisUrl?.reveal(),
    namespace: config.eventStoreNamespace ?? 'systembruker',
    fingerprint: fingerprintOf(
      projections.map(({ name }) => name),
      logId,
    ),
    freshness: fresh,
    waitMs: config.readWaitMs,
  })
  closing.push(() => views.close())
  const running =
    config.role === 'api' ? undefined : startProjector({ eventStore, views, logId, fresh })
  if (config.role === 'projector') {
    await running?.ready
    say('ready projector')
    return
  }
  await startApi({
    config,
    publicUrl,
    port,
    key,
    eventStore,
    logId,
    fresh,
    views,
    neighbours,
    running,
  })
  if (neighbours) tellWhere(config, publicUrl, neighbours)
  say(`ready ${publicUrl}`)
}

async function openEventStore(config: Config): Promise<EventStoreClient> {
  let url = config.secrets.eventStoreUrl?.reveal()
  if (url === undefined) {
    const embedded = await startEmbeddedEventStore(config.dataDir)
    adopt(embedded.program)
    url = embedded.url
  }
  const client = eventStoreClient({ url, namespace: config.eventStoreNamespace ?? '' })
  closing.push(() => client.close())
  return client
}

/** Stand-ins for those who issue tokens, unless the real ones are named. */
async function openNeighbours(
  config: Config,
  publicUrl: string,
  port: number,
): Promise<Neighbours | undefined> {
  if (config.role === 'projector' || (config.maskinporten && config.idporten)) return undefined
  const { neighbours, program } = await startNeighbours({
    publicUrl,
    dataDir: join(config.dataDir, 'neighbours'),
    portBase: config.port === 0 ? 0 : port + 1,
    registerPath: registerPath(config),
    storyDir,
  })
  adopt(program)
  return neighbours
}

const registerPath = ({ registerFile }: Config): string =>
  registerFile ?? join(storyDir, 'register.json')

type RunningProjector = { readonly projector: Projector; readonly ready: Promise<void> }
type Reading = {
  readonly eventStore: EventStoreClient
  readonly views: OpenViews
  readonly logId: string
  readonly fresh: Freshness
}

function startProjector({ eventStore, views, logId, fresh }: Reading): RunningProjector {
  let whenReady: (() => void) | undefined
  const ready = new Promise<void>((resolve) => {
    whenReady = resolve
  })
  const running = projector({
    log: eventStore.log,
    store: views.store,
    projections,
    logId,
    clock: now,
    reached: (position) => fresh.reached(position),
    report(status) {
      if (status.ready) whenReady?.()
      if (status.reason !== undefined) complain(`projector ${status.state}: ${status.reason}`)
    },
  })
  const abort = new AbortController()
  const ended = running.run(abort.signal)
  closing.push(async () => {
    abort.abort()
    await ended
  })
  return { projector: running, ready }
}

type Parts = Reading & {
  readonly config: Config
  readonly publicUrl: string
  readonly port: number
  readonly key: SigningKey
  readonly neighbours: Neighbours | undefined
  readonly running: RunningProjector | undefined
}

async function startApi(parts: Parts): Promise<void> {
  const { config, publicUrl, port, eventStore, logId, running } = parts
  const { views } = parts.views
  const vault = await openVault(config)
  const people = peopleKnown(vault, config.personNumbers)
  const decisionsDir = join(config.dataDir, 'decisions')
  const decisions = await decisionLog({ dir: decisionsDir, newId: randomUUID, now, complain })
  closing.push(() => decisions.close())
  const cases = useCases({
    store: seeing(eventStore.store, (position) => parts.fresh.saw(position)),
    views,
    deriveId,
    readPolicy: readNewPolicy,
    preparePolicy,
    requestTtlDays: config.requestTtlDays,
    noteDecision: decisions.note,
    now: moment,
  })
  const [register] = await Promise.all([
    openPartyRegister(config, vault, cases),
    openCatalogue(config, cases),
    cases.recordOwnResources(randomUUID)(moment()),
  ])
  await running?.ready
  const pollMs = config.expiryPollMs
  const expiring = keepDoing({
    what: 'expiring requests',
    round: () => cases.expireRequests(moment()),
    pollMs,
    complain,
  })
  closing.push(() => expiring.stop())
  const jobs = keepDoing({
    what: 'client jobs',
    round: () => cases.runClientJobs(moment),
    pollMs,
    complain,
  })
  closing.push(() => jobs.stop())
  const app = buildApi({
    ...cases,
    ...tokens(parts, people.personOf),
    now,
    newId: randomUUID,
    deriveId,
    readXml: readDocument,
    pinned: pinnedResults(randomUUID),
    installationId: logId,
    publicUrl: () => publicUrl,
    portalHost: () => config.portalHost ?? publicUrl,
    ...people,
    readDecisions: (systemUser, limit) => readDecisions(decisionsDir, systemUser, limit),
    readiness: readinessOf(running?.projector, views),
    registerStatus: () => register.status(),
    hurryClientJobs: () => jobs.hurry(),
    reportFault: (fault) => complain(JSON.stringify(fault)),
  })
  closing.push(() => app.close())
  await app.listen({ host: config.host, port })
}

function openCatalogue(
  { catalogueFile: packagesPath, rolesFile: rolesPath }: Config,
  { recordCatalogue }: ReturnType<typeof useCases>,
): Promise<void> {
  const said = catalogueInFiles({ packagesPath, rolesPath, deriveId })
  return recordCatalogue(randomUUID)(said, moment())
}

async function openVault({ dataDir, secrets }: Config): Promise<PersonVault> {
  const { vaultKey: key, vaultPepper: pepper } = await secretsOf(dataDir, secrets)
  const vault = await personVault({ dataDir, key, pepper, newId: randomUUID })
  closing.push(() => vault.close())
  return vault
}

async function openPartyRegister(
  config: Config,
  vault: PersonVault,
  { followRegister }: ReturnType<typeof useCases>,
): Promise<KeptRegister> {
  const { enhetsregisteretUrl: url, personNumbers: numbers, registerPollMs: pollMs } = config
  const path = registerPath(config)
  const register = await openRegister({ url, path, numbers, vault, deriveId })
  const isAwaited = url === undefined
  const kept = await keepRegister({ register, followRegister, pollMs, isAwaited, now, complain })
  closing.push(() => kept.stop())
  return kept
}

type People = ReturnType<typeof peopleKnown>

function tokens({ config, publicUrl, neighbours, key }: Parts, personOf: People['personOf']) {
  return tokenFunctions({
    issuer: issuerName(publicUrl),
    audiences: [publicUrl, `${publicUrl}/`],
    key,
    maskinporten: config.maskinporten ?? standIn(neighbours, 'maskinporten', 'jwk'),
    idporten: config.idporten ?? standIn(neighbours, 'idporten', 'jwks.json'),
    now,
    newId: randomUUID,
    personOf,
  })
}

function standIn(
  neighbours: Neighbours | undefined,
  name: 'maskinporten' | 'idporten',
  path: string,
): IssuerConfig {
  if (neighbours === undefined) throw new BadConfig(`There is no ${name} to trust.`)
  return { issuer: neighbours.issuers[name], jwksUrl: new URL(path, neighbours[name]) }
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
  expectShortLivedObjects()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0))
  await start(config)
} catch (error) {
  const isConfig = error instanceof BadConfig
  complain(error instanceof Error && !isConfig ? (error.stack ?? '') : String(error))
  await stop(isConfig ? 2 : 1)
}
