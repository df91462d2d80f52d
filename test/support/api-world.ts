import { useCases } from '../../api/use-cases.ts'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { JWTPayload } from 'jose'
import { apiRoutes, buildApi, type ApiFunctions } from '../../api/build-api.ts'
import type { Fault } from '../../api/faults.ts'
import type { Route } from '../../api/http/route.ts'
import type { NoteDecision, Noted } from '../../application/decision-log.ts'
import { pinnedResults } from '../../application/pinned-results.ts'
import { aggregates as aggregatesOf } from '../../application/aggregates.ts'
import { Instant, type OrgNo } from '../../domain/values.ts'
import { preparePolicy } from '../../infrastructure/xacml/prepare-policy.ts'
import { readDocument } from '../../infrastructure/xacml/read-document.ts'
import { readNewPolicy } from '../../infrastructure/xacml/read-policy.ts'
import {
  altinnIssuer,
  consumer,
  maskinportenIssuer,
  nowMs,
  type TestIssuer,
  testIssuer,
  verifierOf,
} from './api-fixture.ts'
import { withCatalogue } from './catalogue.ts'
import { deriveId } from './derive-id.ts'
import { documented } from './documented.ts'
import { context, ola, otherParty, party, pia } from './fixtures.ts'
import { type MemoryWorld, memoryWorld } from './memory-world.ts'

export const installationId = 'test'
export const portalScope = 'altinn:portal/enduser'

export const piasUserId = 20_000_001

/** The API over memory, with everything behind it as it really is. */
export type ApiWorld = MemoryWorld & {
  readonly app: FastifyInstance
  readonly maskinporten: TestIssuer
  readonly altinn: TestIssuer
  readonly faults: readonly Fault[]
  /** What the decision log was told. */
  readonly decisions: readonly Noted[]
  readonly routes: readonly Route[]
  /** Goes on with all jobs, as the API does by itself. */
  runClientJobs(): Promise<number>
  /** Moves the clock of the API, in milliseconds. */
  clock: number
  organisation(orgNo: string, ...scopes: readonly string[]): Promise<string>
  person(ref: string, claims?: JWTPayload): Promise<string>
  call(
    token: string | undefined,
    method: Method,
    url: string,
    more?: More,
  ): Promise<LightMyRequestResponse>
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type More = {
  readonly body?: unknown
  readonly payload?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

/** Of a token that is given at a moment, where an issuer does not know it. */
const timesAt = (ms: number): JWTPayload => {
  const seconds = Math.floor(ms / 1000)
  return { iat: seconds - 10, exp: seconds + 110 }
}

let made: Promise<readonly [TestIssuer, TestIssuer]> | undefined

/** Keys are slow to make, so all worlds of a process have the same issuers. */
const issuers = (): Promise<readonly [TestIssuer, TestIssuer]> =>
  (made ??= Promise.all([
    testIssuer('maskinporten', maskinportenIssuer),
    testIssuer('altinn', altinnIssuer),
  ]))

export async function apiWorld(more: Partial<ApiFunctions> = {}): Promise<ApiWorld> {
  const memory = memoryWorld()
  const [maskinporten, altinn] = await issuers()
  const faults: Fault[] = []
  const world = { clock: nowMs }
  const now = (): number => world.clock
  const decisions: Noted[] = []
  const moment = (): Instant => Instant.parse(new Date(now()).toISOString())
  const cases = servedBy(memory, (noted) => void decisions.push(noted), moment)
  const functions: ApiFunctions = {
    ...cases,
    now,
    newId: counter(),
    deriveId,
    readXml: readDocument,
    pinned: pinnedResults(counter()),
    readiness: async () => ({ ready: true }),
    registerStatus: () => ({ state: 'following', feeds: [] }),
    hurryClientJobs: () => undefined,
    readDecisions: async () => ({ decisions: [], isWhole: true }),
    publicUrl: () => 'http://127.0.0.1:5100',
    portalHost: () => 'http://127.0.0.1:5100',
    jwks: altinn.jwks,
    verifyToken: verifierOf([maskinporten, altinn], now),
    verifyOutsideToken: async () => ({ verified: false, reason: 'none is' }),
    exchangeToken: async () => ({ exchanged: false, code: 'no-person' }),
    installationId,
    findPerson: (name) => ('userId' in name && name.userId === piasUserId ? pia : undefined),
    nameOf: (person) => (person === pia ? 'Pia Rørvik' : undefined),
    reportFault: (fault) => faults.push(fault),
    ...more,
  }
  const app = buildApi(functions)
  const routes = apiRoutes(functions)
  const isDocumented = documented(routes)
  await withCatalogue(memory.store)
  await recordRegister(memory)
  const tokens = new Map<string, Promise<string>>()
  const remembered = (issuer: TestIssuer, said: JWTPayload): Promise<string> => {
    const claims = { ...(world.clock === nowMs ? {} : timesAt(world.clock)), ...said }
    const key = JSON.stringify([issuer.name, claims])
    const token = tokens.get(key) ?? issuer.sign(claims)
    tokens.set(key, token)
    return token
  }
  return Object.assign(world, memory, {
    app,
    routes,
    runClientJobs: () => cases.runClientJobs(moment),
    maskinporten,
    altinn,
    faults,
    decisions,
    organisation: (orgNo: string, ...scopes: readonly string[]) =>
      remembered(maskinporten, {
        consumer: consumer(orgNo),
        client_id: 'a-client',
        scope: scopes.join(' '),
      }),
    person: (ref: string, claims: JWTPayload = {}) =>
      remembered(altinn, {
        'urn:altinn:party:uuid': ref,
        'urn:altinn:userid': piasUserId,
        'urn:altinn:authlevel': 4,
        scope: portalScope,
        ...claims,
      }),
    call: async (
      token: string | undefined,
      method: Method,
      url: string,
      { body, payload, headers }: More = {},
    ) => {
      const answer = await app.inject({
        method,
        url,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
        ...(payload !== undefined && { payload }),
      })
      isDocumented(method, url, answer)
      return answer
    },
  })
}

const servedBy = ({ store, views }: MemoryWorld, noteDecision: NoteDecision, now: () => Instant) =>
  useCases({
    store,
    views,
    deriveId,
    readPolicy: readNewPolicy,
    preparePolicy,
    requestTtlDays: 180,
    noteDecision,
    now,
  })

function counter(): () => string {
  let count = 0
  return () => deriveId('id', String((count += 1)))
}

/** Pia manages access for the party, Ola has another role there; nobody of them has one at the other party. */
async function recordRegister({ store }: MemoryWorld): Promise<void> {
  const { parties } = aggregatesOf(store)
  const record = (orgNo: OrgNo, roles: readonly [string, typeof pia][]) =>
    parties.execute(
      orgNo,
      {
        type: 'RecordParty',
        orgNo,
        uuid: deriveId('party', orgNo),
        name: `Selskap ${orgNo}`,
        form: 'AS',
        roles: roles.map(([role, person]) => ({ role, holder: { type: 'person', person } })),
        at: context('register').at,
      },
      context(`register ${orgNo}`),
    )
  await record(party, [
    ['daglig-leder', pia],
    ['styremedlem', ola],
  ])
  await record(otherParty, [])
}
