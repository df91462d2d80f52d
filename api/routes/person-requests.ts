import { z } from 'zod'
import { wholeList } from '../../application/whole-list.ts'
import type { approveRequest } from '../../application/approve-request.ts'
import type { escalateRequest } from '../../application/escalate-request.ts'
import type { Outcome } from '../../application/outcome.ts'
import type { AnswerRequest, rejectRequest } from '../../application/reject-request.ts'
import { managedParty, standingAt } from '../../application/standing-at.ts'
import { managesAccess } from '../../domain/catalogue/standing.ts'
import { OrgNo, type SystemUserId, SystemUserKind } from '../../domain/values.ts'
import type { Position } from '../../projections/recorded.ts'
import { pendingOfParty } from '../../projections/system-users.ts'
import type { Views } from '../../projections/views.ts'
import { type Person, personWith } from '../authentication.ts'
import {
  isShown,
  isTimedOut,
  pathOfKind,
  portalRequestAnswer,
  RejectBody,
  requestAnswer,
  type ShownRequest,
} from '../contracts/request.ts'
import { IdInPath, PartyInPath } from '../contracts/values.ts'
import { json } from '../http/answer.ts'
import { etagOf } from '../http/entity-tag.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { coded, refusalReply } from '../problem-reply.ts'
import type { Refusal } from '../problems.ts'
import { systemUserById, systemUsersOf } from '../reads.ts'

const base = '/authentication/api/v1/systemuser/request'
const portal = personWith('altinn:portal/enduser')
const Request = z.object({ params: z.object({ party: PartyInPath, requestId: IdInPath }) })

const ofRequest = ({ params }: z.infer<typeof Request>): string => `systemUser-${params.requestId}`

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly now: () => number
  readonly approveRequest: ReturnType<typeof approveRequest>
  readonly rejectRequest: ReturnType<typeof rejectRequest>
  readonly escalateRequest: ReturnType<typeof escalateRequest>
}

/** The requests of one kind: their routes are the same, each kind at its own path. */
type Family = Functions & { readonly kind: SystemUserKind; readonly path: string }

/** Requests for system users, for the people who answer them (spec systemuser-api §1.3). */
export const personRequestRoutes = (functions: Functions): readonly Route[] =>
  SystemUserKind.options.flatMap((kind) =>
    routesOfKind({ ...functions, kind, path: `${base}${pathOfKind(kind)}` }),
  )

const routesOfKind = (family: Family): readonly Route[] => [
  readRoute(family),
  portalReadRoute(family),
  pendingRoute(family),
  answerRoute(family, 'approve', family.approveRequest),
  rejectRoute(family),
  answerRoute(family, 'escalate', family.escalateRequest),
]

async function requestOf(
  { views, kind }: Family,
  id: SystemUserId,
  atLeast: Position | undefined,
): Promise<ShownRequest | undefined> {
  const request = await systemUserById(views, id, atLeast)
  return isShown(request) && request.kind === kind ? request : undefined
}

const readRoute = (family: Family): Route =>
  route({
    method: 'GET',
    path: `${family.path}/:party/:requestId`,
    access: portal,
    contract: Request,
    handler: async (call) => {
      const { party, requestId } = call.input.params
      if ((await managedParty(family.views, call.caller.person, party)) === undefined)
        return refusalReply({ code: 'not-access-manager' }, call)
      const request = await requestOf(family, requestId, call.atLeast)
      if (request?.party !== party) return refusalReply({ code: 'request-not-found' }, call)
      return json(requestAnswer(request, { nowMs: family.now() }), 200, etagOf(request.revised))
    },
  })

const portalReadRoute = (family: Family): Route =>
  route({
    method: 'GET',
    path: `${family.path}/:requestId`,
    access: portal,
    contract: z.object({ params: z.object({ requestId: IdInPath }) }),
    handler: async (call) => {
      const request = await requestOf(family, call.input.params.requestId, call.atLeast)
      if (request === undefined) return refusalReply({ code: 'request-not-found' }, call)
      const standing = await standingAt(family.views, call.caller.person, request.party)
      if (standing === undefined) return refusalReply({ code: 'party-not-found' }, call)
      if (!standing.hasRole) return coded(stranger, call.trace)
      const userMayEscalateButNotApprove = !managesAccess(standing)
      const partyUuid = standing.party.uuid
      const shown = portalRequestAnswer(request, { partyUuid, userMayEscalateButNotApprove })
      return json(shown, 200, etagOf(request.revised))
    },
  })

/** Who may not even know of a request. */
export const stranger = {
  code: 'AUTH-00066',
  status: 403,
  title: 'The person neither manages access for the party nor has any role there.',
} as const

/** U11 and U12. The organisation is the party once more; any other is told as one that cannot be resolved. */
const pendingRoute = (family: Family): Route =>
  route({
    method: 'GET',
    path: `${family.path}/:party/:orgNo/pending`,
    access: portal,
    contract: z.object({ params: z.object({ party: PartyInPath, orgNo: z.string() }) }),
    handler: async (call) => {
      const { party, orgNo } = call.input.params
      if ((await managedParty(family.views, call.caller.person, party)) === undefined)
        return refusalReply({ code: 'not-access-manager' }, call)
      if (OrgNo.safeParse(orgNo).data !== party)
        return refusalReply({ code: 'party-not-found' }, call)
      const list = pendingOfParty(family.kind, party)
      const members = await wholeList(family.views, list, call.atLeast)
      const requests = await systemUsersOf(family.views, members, call.atLeast)
      const nowMs = family.now()
      const waiting = requests
        .filter(isShown)
        .filter((request) => request.status === 'requested' && !isTimedOut(request, nowMs))
      return json(waiting.map((request) => requestAnswer(request, { nowMs })))
    },
  })

type AnswerFunction = (
  answer: AnswerRequest,
  context: ReturnType<Call<Person, unknown>['commandOf']>,
) => Promise<Outcome<true, Refusal>>

const answerRoute = (family: Family, verb: string, answer: AnswerFunction): Route =>
  route({
    method: 'POST',
    path: `${family.path}/:party/:requestId/${verb}`,
    access: portal,
    contract: Request,
    thing: ofRequest,
    handler: async (call) => {
      const { caller, input } = call
      const outcome = await answer(
        { ...input.params, kind: family.kind, person: caller.person },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...family, ...call }, () => json(true))
    },
  })

/** U7 and U8. The contract has no body; beside it there may be one that says why. */
const rejectRoute = (family: Family): Route =>
  route({
    method: 'POST',
    path: `${family.path}/:party/:requestId/reject`,
    access: portal,
    takes: 'json-if-any',
    contract: Request.extend({ body: RejectBody.optional() }),
    thing: ofRequest,
    handler: async (call) => {
      const { caller, input } = call
      const { reason } = input.body ?? {}
      const outcome = await family.rejectRequest(
        {
          ...input.params,
          kind: family.kind,
          person: caller.person,
          ...(reason !== undefined && reason !== '' && { reason }),
        },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...family, ...call }, () => json(true))
    },
  })
