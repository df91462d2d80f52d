import { z } from 'zod'
import type { examineRequest, requestSystemUser } from '../../application/request-system-user.ts'
import type { withdrawRequest } from '../../application/withdraw-request.ts'
import {
  ExternalRef,
  OrgNo,
  SystemId,
  type SystemUserId,
  SystemUserKind,
} from '../../domain/values.ts'
import { tripleKey } from '../../projections/holders.ts'
import type { Position } from '../../projections/recorded.ts'
import { requestTriples } from '../../projections/request-triples.ts'
import { requestsOfSystem } from '../../projections/system-users.ts'
import { ref, type Views } from '../../projections/views.ts'
import { type Organisation, organisationWith } from '../authentication.ts'
import {
  confirmUrlOf,
  isShown,
  pathOfKind,
  requestAnswer,
  type ShownRequest,
} from '../contracts/request.ts'
import { IdInPath } from '../contracts/values.ts'
import { type Answer, empty, json } from '../http/answer.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { etagOf } from '../http/entity-tag.ts'
import { pageToken, PageToken } from '../http/page-token.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { refusalReply } from '../problem-reply.ts'
import { systemById, systemUserById, systemUsersOf } from '../reads.ts'
import { requestRoute } from './request-system-user.ts'

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
  readonly examineRequest: ReturnType<typeof examineRequest>
  readonly withdrawRequest: ReturnType<typeof withdrawRequest>
}

/** The requests of one kind: their routes are the same, each kind at its own path. */
type Family = Functions & { readonly kind: SystemUserKind; readonly path: string }

/** Requests for system users, for the vendors that make them (spec systemuser-api §1.2). */
export const vendorRequestRoutes = (functions: Functions): readonly Route[] => [
  ...SystemUserKind.options.flatMap((kind) =>
    routesOfKind({ ...functions, kind, path: `${base}${pathOfKind(kind)}` }),
  ),
  withdrawRoute(functions),
]

const routesOfKind = (family: Family): readonly Route[] => [
  requestRoute(family),
  readRoute(family),
  byTripleRoute(family),
  bySystemRoute(family),
]

/** The vendor's own request; a foreign one, and one of the other kind, is told as if there were none. */
async function ownRequest(
  { views, kind }: Family,
  { caller, atLeast }: { readonly caller: Organisation; readonly atLeast?: Position | undefined },
  id: SystemUserId | undefined,
): Promise<ShownRequest | undefined> {
  const request = id && (await systemUserById(views, id, atLeast))
  if (!isShown(request) || request.vendor !== caller.orgNo) return undefined
  return request.kind === kind ? request : undefined
}

const readRoute = (family: Family): Route =>
  route({
    method: 'GET',
    path: `${family.path}/:requestId`,
    access: reader,
    contract: z.object({ params: z.object({ requestId: IdInPath }) }),
    handler: async (call) => {
      const request = await ownRequest(family, call, call.input.params.requestId)
      return answerOrNotFound(family, call, request)
    },
  })

const byTripleRoute = (family: Family): Route =>
  route({
    method: 'GET',
    path: `${family.path}/byexternalref/:systemId/:orgNo/:externalRef`,
    access: reader,
    contract: z.object({
      params: z.object({ systemId: z.string(), orgNo: z.string(), externalRef: z.string() }),
    }),
    handler: async (call) => {
      const triple = Triple.safeParse(call.input.params)
      const id = triple.success ? await requestOf(family, call, triple.data) : undefined
      return answerOrNotFound(family, call, await ownRequest(family, call, id))
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
  { now, portalHost }: Functions,
  call: Pick<Call<unknown, unknown>, 'trace' | 'accept'>,
  request: ShownRequest | undefined,
): Answer {
  if (request === undefined) return refusalReply({ code: 'request-not-found' }, call)
  const confirmUrl = confirmUrlOf(portalHost(), request)
  return json(requestAnswer(request, { nowMs: now(), confirmUrl }), 200, etagOf(request.revised))
}

const bySystemRoute = (family: Family): Route =>
  route({
    method: 'GET',
    path: `${family.path}/bysystem/:systemId`,
    access: reader,
    contract: z.object({
      params: z.object({ systemId: z.string() }),
      query: anyCase({ token: orAbsent(PageToken) }),
    }),
    handler: async (call) => {
      const { caller, input, atLeast } = call
      const id = SystemId.safeParse(input.params.systemId)
      const system = id.success ? await systemById(family.views, id.data, atLeast) : undefined
      if (system === undefined || system.vendor !== caller.orgNo)
        return refusalReply({ code: 'system-not-found' }, call)
      return requestPage(family, call, system.systemId)
    },
  })

type PageCall = {
  readonly input: { readonly query: { readonly token?: string | undefined } }
  readonly atLeast?: Position | undefined
}

/**
 * A page begins after the last member of the one before, and a member never changes. So whatever comes or goes while a
 * vendor pages on, all that was there all the while is shown, and nothing twice.
 */
async function requestPage(
  { kind, path, views, now, publicUrl }: Family,
  { input, atLeast }: PageCall,
  systemId: SystemId,
): Promise<Answer> {
  const { token } = input.query
  const page = { limit: pageSize + 1, ...(token !== undefined && { after: token }) }
  const { members } = await views.list(requestsOfSystem(kind, systemId), page, atLeast)
  const shown = members.slice(0, pageSize)
  const last = shown.at(-1)
  const users = await systemUsersOf(views, shown, atLeast)
  const url = `${publicUrl()}${path}/bysystem/${encodeURIComponent(systemId)}`
  const next =
    members.length > pageSize && last !== undefined ? `${url}?token=${pageToken(last)}` : undefined
  const data = users.filter(isShown).map((request) => requestAnswer(request, { nowMs: now() }))
  return json({ links: { next }, data })
}

/** Takes back a request of either kind. */
const withdrawRoute = (functions: Functions): Route =>
  route({
    method: 'DELETE',
    path: `${base}/:requestId`,
    access: writer,
    contract: z.object({ params: z.object({ requestId: IdInPath }) }),
    thing: ({ params }) => `systemUser-${params.requestId}`,
    handler: async (call) => {
      const { caller, input } = call
      const outcome = await functions.withdrawRequest(
        { vendor: caller.orgNo, requestId: input.params.requestId },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, () => empty(202))
    },
  })
