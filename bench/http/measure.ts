import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beside, type Figure, under } from '../figure.ts'
import { startRedis } from '../redis.ts'
import { startIssuer } from '../../test/support/scene/issuer.ts'
import { type Call, load, median } from './load.ts'
import { startPinned } from './pinned.ts'
import { questionOf, questionsOf } from '../../test/support/scene/question.ts'
import { revokeToRefusal } from './revoke-to-refusal.ts'
import { clientId, customer, type Scene, setScene, vendor } from '../../test/support/scene/scene.ts'

const rounds = 5
const secondsARound = 3
/** Both are compiled while they run, so what the first seconds cost is not counted, of neither. */
const warmUpSeconds = 3
const systemUsers = 400
const revoked = 200

const root = fileURLToPath(new URL('../../../', import.meta.url))
const story = join(root, 'servers', 'story')

/**
 * What decisions and look-ups cost over HTTP, on one core, with Redis: beside a route of the same body sizes that parses
 * and answers and does nothing else, in turns within the same run. Then how long a withdrawn power of attorney is
 * still taken for good.
 */
export async function measureHttp(): Promise<readonly Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-http-'))
  const redis = await startRedis()
  const issuer = await startIssuer()
  const env = {
    ...process.env,
    ...issuer.env,
    DATA_DIR: dataDir,
    PORT: '0',
    REDIS_URL: redis.url,
    LOG_LEVEL: 'error',
  }
  const api = await startPinned('api/main', [], env)
  try {
    const scene = await setScene(api.url, issuer, {
      count: systemUsers,
      registerPath: join(story, 'register.json'),
      policyPath: join(story, 'policies', 'krav-og-betalinger.xml'),
    })
    return [
      ...(await besideBare('PDP over HTTP', 0.5, pdpCall(api.url, scene))),
      ...(await inBatches(pdpCall(api.url, scene), batchCall(api.url, scene))),
      ...(await besideBare('token look-up over HTTP', 0.6, lookUpCall(api.url, scene))),
      ...(await afterRevoking(api.url, scene)),
    ]
  } finally {
    await api.stop()
    issuer.close()
    await redis.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const pdpCall = (url: string, { systemUsers: users, tokens }: Scene): Call => ({
  url: `${url}/authorization/api/v1/authorize`,
  method: 'POST',
  headers: { authorization: `Bearer ${tokens.pdp}`, 'content-type': 'application/json' },
  bodies: users.map(({ id }) => questionOf(id)),
})

const batchSize = 100
const batchLeast = 20
/** As many questions are on their way at once as with single ones, and some more. */
const batchConnections = 2

/** The same questions, a hundred in a call. */
const batchCall = (url: string, scene: Scene): Call => {
  const single = pdpCall(url, scene)
  const ids = scene.systemUsers.map(({ id }) => id)
  const batches = Array.from({ length: Math.floor(ids.length / batchSize) }, (_, i) =>
    questionsOf(ids.slice(i * batchSize, (i + 1) * batchSize)),
  )
  return { ...single, bodies: batches }
}

/** How much cheaper a question is in a batch than alone, in turns within the same run. */
async function inBatches(single: Call, batch: Call): Promise<readonly Figure[]> {
  const alone: number[] = []
  const together: number[] = []
  await load(batch, warmUpSeconds, batchConnections)
  for (let round = 0; round < rounds; round += 1) {
    alone.push((await load(single, secondsARound)).perSecond)
    const { perSecond } = await load(batch, secondsARound, batchConnections)
    together.push(perSecond * batchSize)
  }
  return [
    beside({
      name: `PDP over HTTP, ${batchSize} questions in a call`,
      value: median(together),
      limit: median(alone),
      unit: 'questions/s',
      least: batchLeast,
    }),
  ]
}

function lookUpCall(url: string, { systemUsers: users, tokens }: Scene): Call {
  const path = '/authentication/api/v1/systemuser/byExternalId'
  const paths = users.map(({ externalRef }) => {
    const query = new URLSearchParams({
      clientId,
      systemProviderOrgNo: vendor,
      systemUserOwnerOrgNo: customer,
      externalRef,
    })
    return `${path}?${query.toString()}`
  })
  return { url, method: 'GET', headers: { authorization: `Bearer ${tokens.lookUp}` }, paths }
}

async function besideBare(name: string, goal: number, call: Call): Promise<readonly Figure[]> {
  const size = await answerSize(call)
  const bare = await startPinned('bench/http/bare-route', [String(size)])
  const bareCall: Call =
    call.method === 'POST'
      ? { ...call, url: `${bare.url}/bare` }
      : { ...call, url: bare.url, paths: (call.paths ?? []).map((path) => bareTarget(path)) }
  const ours: number[] = []
  const theirs: number[] = []
  try {
    await load(bareCall, warmUpSeconds)
    await load(call, warmUpSeconds)
    for (let round = 0; round < rounds; round += 1) {
      theirs.push((await load(bareCall, secondsARound)).perSecond)
      ours.push((await load(call, secondsARound)).perSecond)
    }
  } finally {
    await bare.stop()
  }
  return [
    beside({ name, value: median(ours), limit: median(theirs), unit: 'requests/s', least: goal }),
  ]
}

/** The bare route's path with the query of the real one, so that as much is parsed. */
const bareTarget = (path: string): string => `/bare${path.slice(path.indexOf('?'))}`

async function answerSize({ url, method, headers, paths, bodies }: Call): Promise<number> {
  const target = paths?.[0] === undefined ? url : `${url}${paths[0]}`
  const body = bodies?.[0]
  const response = await fetch(target, { method, headers: { ...headers }, ...(body && { body }) })
  if (response.status !== 200) throw new Error(`${target}: ${response.status}`)
  return Buffer.byteLength(await response.text())
}

async function afterRevoking(url: string, scene: Scene): Promise<readonly Figure[]> {
  const ids = scene.systemUsers.slice(0, revoked).map(({ id }) => id)
  const { p99Ms, permitsWithToken } = await revokeToRefusal(url, scene.tokens, ids)
  return [
    under('withdrawn → PDP says no, without a token, p99', p99Ms, 50, 'ms'),
    under('Permits after a withdrawal, asked with its token', permitsWithToken, 1, 'answers'),
  ]
}
