import { beside, type Figure, under } from '../figure.ts'
import { answerSize } from './answer-size.ts'
import { type Call, load, median } from './load.ts'
import { onScene } from './on-scene.ts'
import { pdpCall } from './pdp-call.ts'
import { startPinned } from './pinned.ts'
import { revokeToRefusal } from './revoke-to-refusal.ts'
import { clientId, customer, type Scene, vendor } from '../../test/support/scene/scene.ts'

const rounds = 5
const secondsARound = 3
/** Both are compiled while they run, so what the first seconds cost is not counted, of neither. */
const warmUpSeconds = 3
const systemUsers = 400
const revoked = 200

/**
 * What decisions and look-ups cost over HTTP, on one core, with Redis: beside a route of the same body sizes that parses
 * and answers and does nothing else, in turns within the same run. Then how long a withdrawn power of attorney is
 * still taken for good.
 */
export const measureHttp = (): Promise<readonly Figure[]> =>
  onScene(systemUsers, async ({ url, scene }) => [
    ...(await besideBare('PDP over HTTP', 0.5, pdpCall(url, scene))),
    ...(await besideBare('token look-up over HTTP', 0.6, lookUpCall(url, scene))),
    ...(await afterRevoking(url, scene)),
  ])

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

async function afterRevoking(url: string, scene: Scene): Promise<readonly Figure[]> {
  const ids = scene.systemUsers.slice(0, revoked).map(({ id }) => id)
  const { p99Ms, permitsWithToken } = await revokeToRefusal(url, scene.tokens, ids)
  return [
    under('withdrawn → PDP says no, without a token, p99', p99Ms, 50, 'ms'),
    under('Permits after a withdrawal, asked with its token', permitsWithToken, 1, 'answers'),
  ]
}
