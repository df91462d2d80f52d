import { z } from 'zod'
import { preconditionOfChange } from '../../application/changes-at.ts'
import type { requestChange } from '../../application/request-change.ts'
import type { withdrawChange } from '../../application/withdraw-change.ts'
import { type ChangeId, ExternalRef, OrgNo, SystemId } from '../../domain/values.ts'
import {
  changeOfMember,
  changesOfSystem,
  changesOfTriple,
} from '../../projections/change-requests.ts'
import type { Position } from '../../projections/recorded.ts'
import type { Views } from '../../projections/views.ts'
import { organisationWith } from '../authentication.ts'
import { type ChangeAsOf, changeAsOf, changesOf } from '../change-reads.ts'
import { changeAnswer, changeUrlOf, isShownChange } from '../contracts/change.ts'
import { ChangeIdInPath } from '../contracts/values.ts'
import { type Answer, empty, json } from '../http/answer.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { etagOf } from '../http/entity-tag.ts'
import { pageToken, PageToken } from '../http/page-token.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { refusalReply } from '../problem-reply.ts'
import { systemById } from '../reads.ts'
import { requestChangeRoute } from './request-change.ts'

const base = '/authentication/api/v1/systemuser/changerequest/vendor'
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
  readonly requestChange: ReturnType<typeof requestChange>
  readonly withdrawChange: ReturnType<typeof withdrawChange>
}

/** Changes of system users, for the vendors that ask for them (spec systemuser-api §1.4, C1 to C5). */
export const vendorChangeRoutes = (functions: Functions): readonly Route[] => [
  requestChangeRoute({ ...functions, path: base }),
  readRoute(functions),
  byTripleRoute(functions),
  bySystemRoute(functions),
  withdrawRoute(functions),
]

const readRoute = (functions: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:requestId`,
    access: reader,
    contract: z.object({ params: z.object({ requestId: ChangeIdInPath }) }),
    handler: async (call) => {
      const change = await changeAsOf(functions.views, call.input.params.requestId, call.atLeast)
      return answerOrNotFound(functions, { ...call, vendor: call.caller.orgNo }, change)
    },
  })

/** Of several changes under one reference the latest. */
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
      const { views } = functions
      const id = triple.success ? await lastChangeOf(views, triple.data, call.atLeast) : undefined
      const change = id && (await changeAsOf(views, id, call.atLeast))
      return answerOrNotFound(functions, { ...call, vendor: call.caller.orgNo }, change)
    },
  })

const Triple = z
  .object({ systemId: SystemId, orgNo: OrgNo, externalRef: ExternalRef })
  .transform(({ systemId, orgNo, externalRef }) => ({ systemId, party: orgNo, externalRef }))

async function lastChangeOf(
  views: Views,
  triple: z.infer<typeof Triple>,
  atLeast: Position | undefined,
): Promise<ChangeId | undefined> {
  const page = { fromEnd: true, limit: 1 } as const
  const { members } = await views.list(changesOfTriple(triple), page, atLeast)
  const [last] = members
  return last === undefined ? undefined : changeOfMember(last)
}

type ReadCall = Pick<Call<unknown, unknown>, 'trace' | 'accept'> & { readonly vendor: OrgNo }

/** The vendor's own; a foreign one is told as if there were none. */
function answerOrNotFound(
  { now, portalHost }: Functions,
  call: ReadCall,
  found: ChangeAsOf | undefined,
): Answer {
  const change = found?.change
  if (found === undefined || !isShownChange(change) || change.vendor !== call.vendor)
    return refusalReply({ code: 'request-not-found' }, call)
  const confirmUrl = changeUrlOf(portalHost(), change.id)
  return json(changeAnswer(change, { nowMs: now(), confirmUrl }), 200, etagOf(found.revised))
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
      return changePage(functions, call, system.systemId)
    },
  })

type PageCall = {
  readonly input: { readonly query: { readonly token?: string | undefined } }
  readonly atLeast?: Call<unknown, unknown>['atLeast']
}

/** A page begins after the last member of the one before, which never changes: nothing is skipped or shown twice. */
async function changePage(
  { views, now, publicUrl }: Functions,
  { input, atLeast }: PageCall,
  systemId: SystemId,
): Promise<Answer> {
  const { token } = input.query
  const page = { limit: pageSize + 1, ...(token !== undefined && { after: token }) }
  const { members } = await views.list(changesOfSystem(systemId), page, atLeast)
  const shown = members.slice(0, pageSize)
  const last = shown.at(-1)
  const url = `${publicUrl()}${base}/bysystem/${encodeURIComponent(systemId)}`
  const next =
    members.length > pageSize && last !== undefined ? `${url}?token=${pageToken(last)}` : undefined
  const changes = await changesOf(views, shown, atLeast)
  const nowMs = now()
  const data = changes.filter(isShownChange).map((change) => changeAnswer(change, { nowMs }))
  return json({ links: { next }, data })
}

const withdrawRoute = (functions: Functions): Route =>
  route({
    method: 'DELETE',
    path: `${base}/:requestId`,
    access: writer,
    contract: z.object({ params: z.object({ requestId: ChangeIdInPath }) }),
    thing: ({ params }) => preconditionOfChange(params.requestId),
    handler: async (call) => {
      const { caller, input } = call
      const outcome = await functions.withdrawChange(
        { vendor: caller.orgNo, requestId: input.params.requestId },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, () => empty(202))
    },
  })
