import { z } from 'zod'
import type { requestSystemUser } from '../../application/request-system-user.ts'
import type { withdrawRequest } from '../../application/withdraw-request.ts'
import { ExternalRef, OrgNo, SystemId, type SystemUserId } from '../../domain/values.ts'
import { tripleKey } from '../../projections/holders.ts'
import type { Position } from '../../projections/recorded.ts'
import { requestTriples } from '../../projections/request-triples.ts'
import { requestsOfSystem } from '../../projections/system-users.ts'
import { ref, type Views, ViewsBehind } from '../../projections/views.ts'
import { type Organisation, organisationWith } from '../authentication.ts'
import {
  confirmUrlOf,
  isShown,
  requestAnswer,
  RequestBody,
  type ShownRequest,
} from '../contracts/request.ts'
import { rightsOf } from '../contracts/rights.ts'
import { IdInPath } from '../contracts/values.ts'
import { type Answer, empty, json } from '../http/answer.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { pageToken, PageToken } from '../http/page-token.ts'
import type { Trace } from '../http/trace.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { coded, refusalReply } from '../problem-reply.ts'
import { systemById, systemUserById, systemUsersOf } from '../reads.ts'

const base = '/authentication/api/v1/systemuser/request/vendor'
const writer = organisationWith('altinn:authentication/systemuser.request.write')
const reader = organisationWith('altinn:authentication/systemuser.request.read')
const pageSize = 50

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly now: () => number
  readonly publicUrl: () => string
  /** Where people answer requests. */
  readonly portalHost: () => string
  readonly requestSystemUser: ReturnType<typeof requestSystemUser>
  readonly withdrawRequest: ReturnType<typeof withdrawRequest>
}

/** Requests for system users, for the vendors that make them (spec systemuser-api §1.2). */
export const vendorRequestRoutes = (functions: Functions): readonly Route[] => [
  requestRoute(functions),
  readRoute(functions),
  byTripleRoute(functions),
  bySystemRoute(functions),
  withdrawRoute(functions),
]

const requestRoute = (functions: Functions): Route =>
  route({
    method: 'POST',
    path: base,
    access: writer,
    takes: 'json',
    bodyName: 'createRequest',
    contract: z.object({ body: RequestBody }),
    handler: async (call) => {
      const { caller, input, trace } = call
      const asked = askedFor(input.body, caller, trace)
      if ('status' in asked) return asked
      const context = call.commandOf(caller)
      const outcome = await functions.requestSystemUser(asked, context)
      if (!outcome.done) return refusalReply(outcome.refusal, call)
      const { id, created } = outcome.value
      const request = outcome.value.created
        ? newRequest({ ...asked, ...outcome.value, createdAt: context.at })
        : await storedRequest(functions.views, id)
      const shown = shownAt(functions, request)
      const headers = { location: `${functions.publicUrl()}${base}/${id}` }
      return outcomeReply(outcome, { ...functions, ...call }, () =>
        created ? json(shown, 201, headers) : json(shown),
      )
    },
  })

/** What was recorded just now. The views need not have it yet, and the vendor need not wait for them. */
const newRequest = (
  made: Asked & Pick<ShownRequest, 'id' | 'createdAt' | 'integrationTitle'>,
): Shown => ({ ...made, accessPackages: [], status: 'requested', escalated: false })

/** @throws {ViewsBehind} when it was recorded so lately that the views do not have it. */
async function storedRequest(views: Views, id: SystemUserId): Promise<Shown> {
  const stored = await systemUserById(views, id)
  if (!isShown(stored)) throw new ViewsBehind('the views do not have the request yet')
  return stored
}

type Shown = Parameters<typeof requestAnswer>[0]
type Asked = Parameters<Functions['requestSystemUser']>[0]

/** The request as the use case takes it, or what of it can never be found. */
function askedFor(body: RequestBody, caller: Organisation, trace: Trace): Asked | Answer {
  if (isNil(body.rights) && isNil(body.accessPackages)) return notOffered(trace)
  const systemId = SystemId.safeParse(body.systemId)
  if (!systemId.success) return refusalReply({ code: 'system-not-found' }, { trace })
  const party = OrgNo.safeParse(body.partyOrgNo)
  if (!party.success) return refusalReply({ code: 'party-not-found' }, { trace })
  const packages = (body.accessPackages ?? []).map(({ urn }) => urn ?? '')
  if (packages.length > 0) return packagesNotFound(packages, trace)
  const { rights, foreign, impossible } = rightsOf(body.rights ?? [])
  if (foreign.length + impossible.length > 0) return notOffered(trace)
  return {
    kind: 'standard',
    vendor: caller.orgNo,
    systemId: systemId.data,
    party: party.data,
    // An empty reference would be a second name for the same request.
    externalRef: ExternalRef.parse(body.externalRef || party.data),
    rights,
    ...optionsIn(body),
  }
}

const optionsIn = ({ integrationTitle, redirectUrl }: RequestBody) => ({
  ...(integrationTitle !== undefined && { integrationTitle }),
  ...(redirectUrl && { redirectUrl }),
})

const isNil = (value: unknown): boolean => value === undefined || value === null

const notOffered = (trace: Trace): Answer =>
  refusalReply({ code: 'rights-not-offered', rights: [] }, { trace })

const packagesNotFound = (packages: readonly string[], trace: Trace): Answer =>
  coded(
    {
      code: 'AUTH-00063',
      status: 400,
      title: 'An access package is not among those of the system.',
    },
    trace,
    { NotFoundPackages: packages.join(', ') },
  )

const shownAt = (functions: Functions, request: Shown) =>
  requestAnswer(request, {
    nowMs: functions.now(),
    confirmUrl: confirmUrlOf(functions.portalHost(), request.id),
  })

/** The vendor's own request; a foreign one is told as if there were none. */
async function ownRequest(
  { views }: Functions,
  { caller, atLeast }: { readonly caller: Organisation; readonly atLeast?: Position | undefined },
  id: SystemUserId | undefined,
): Promise<ShownRequest | undefined> {
  const request = id && (await systemUserById(views, id, atLeast))
  if (!isShown(request) || request.vendor !== caller.orgNo) return undefined
  return request.kind === 'standard' ? request : undefined
}

const readRoute = (functions: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:requestId`,
    access: reader,
    contract: z.object({ params: z.object({ requestId: IdInPath }) }),
    handler: async (call) => {
      const request = await ownRequest(functions, call, call.input.params.requestId)
      return answerOrNotFound(functions, call, request)
    },
  })

const byTripleRoute = (functions: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/byexternalref/:systemId/:orgNo/:externalRef`,
    access: reader,
    contract: z.object({
      params: z.object({ systemId: z.string(), orgNo: z.string(), externalRef: z.string() }),
    }),
    handler: async (call) => {
      const triple = Triple.safeParse(call.input.params)
      const id = triple.success ? await requestOf(functions, call, triple.data) : undefined
      return answerOrNotFound(functions, call, await ownRequest(functions, call, id))
    },
  })

const Triple = z
  .object({ systemId: SystemId, orgNo: OrgNo, externalRef: ExternalRef })
  .transform(({ systemId, orgNo, externalRef }) => ({ systemId, party: orgNo, externalRef }))

async function requestOf(
  { views }: Functions,
  { atLeast }: { readonly atLeast?: Position | undefined },
  triple: z.infer<typeof Triple>,
): Promise<SystemUserId | undefined> {
  const { documents } = await views.fetch([ref(requestTriples, tripleKey(triple))], atLeast)
  return documents[0]?.id
}

function answerOrNotFound(
  functions: Functions,
  call: Pick<Call<unknown, unknown>, 'trace' | 'accept'>,
  request: ShownRequest | undefined,
): Answer {
  if (request === undefined) return refusalReply({ code: 'request-not-found' }, call)
  return json(shownAt(functions, request))
}

const bySystemRoute = (functions: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/bysystem/:systemId`,
    access: reader,
    contract: z.object({
      params: z.object({ systemId: z.string() }),
      query: anyCase({ token: orAbsent(PageToken) }),
    }),
    handler: async (call) => {
      const { caller, input, atLeast } = call
      const id = SystemId.safeParse(input.params.systemId)
      const system = id.success ? await systemById(functions.views, id.data, atLeast) : undefined
      if (system === undefined || system.vendor !== caller.orgNo)
        return refusalReply({ code: 'system-not-found' }, call)
      return requestPage(functions, call, system.systemId)
    },
  })

type PageCall = {
  readonly input: { readonly query: { readonly token?: string | undefined } }
  readonly atLeast?: Position | undefined
}

async function requestPage(
  functions: Functions,
  { input, atLeast }: PageCall,
  systemId: SystemId,
): Promise<Answer> {
  const { token } = input.query
  const page = { limit: pageSize + 1, ...(token !== undefined && { after: token }) }
  const { members } = await functions.views.list(requestsOfSystem(systemId), page, atLeast)
  const shown = members.slice(0, pageSize)
  const last = shown.at(-1)
  const users = await systemUsersOf(functions.views, shown, atLeast)
  const path = `${functions.publicUrl()}${base}/bysystem/${encodeURIComponent(systemId)}`
  const next =
    members.length > pageSize && last !== undefined ? `${path}?token=${pageToken(last)}` : undefined
  const data = users
    .filter(isShown)
    .filter(({ kind }) => kind === 'standard')
    .map((request) => requestAnswer(request, { nowMs: functions.now() }))
  return json({ links: { next }, data })
}

const withdrawRoute = (functions: Functions): Route =>
  route({
    method: 'DELETE',
    path: `${base}/:requestId`,
    access: writer,
    contract: z.object({ params: z.object({ requestId: IdInPath }) }),
    handler: async (call) => {
      const { caller, input } = call
      const outcome = await functions.withdrawRequest(
        { vendor: caller.orgNo, requestId: input.params.requestId },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, () => empty(202))
    },
  })
