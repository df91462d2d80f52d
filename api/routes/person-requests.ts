import { z } from 'zod'
import type { approveRequest } from '../../application/approve-request.ts'
import type { escalateRequest } from '../../application/escalate-request.ts'
import type { Outcome } from '../../application/outcome.ts'
import { partyAt } from '../../application/party-at.ts'
import type { rejectRequest } from '../../application/reject-request.ts'
import { managesAccess, rolesOf } from '../../domain/party/access-management.ts'
import type { SystemUserId } from '../../domain/values.ts'
import type { Position } from '../../projections/recorded.ts'
import type { Views } from '../../projections/views.ts'
import { type Person, personWith } from '../authentication.ts'
import {
  isShown,
  portalRequestAnswer,
  requestAnswer,
  type ShownRequest,
} from '../contracts/request.ts'
import { IdInPath, PartyInPath } from '../contracts/values.ts'
import { json } from '../http/answer.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { coded, refusalReply } from '../problem-reply.ts'
import type { Refusal } from '../problems.ts'
import { systemUserById } from '../reads.ts'

const base = '/authentication/api/v1/systemuser/request'
const portal = personWith('altinn:portal/enduser')
const Request = z.object({ params: z.object({ party: PartyInPath, requestId: IdInPath }) })

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly now: () => number
  readonly approveRequest: ReturnType<typeof approveRequest>
  readonly rejectRequest: ReturnType<typeof rejectRequest>
  readonly escalateRequest: ReturnType<typeof escalateRequest>
}

/** Requests for system users, for the people who answer them (spec systemuser-api §1.3). */
export const personRequestRoutes = (functions: Functions): readonly Route[] => [
  readRoute(functions),
  portalReadRoute(functions),
  answerRoute(functions, 'approve', functions.approveRequest),
  answerRoute(functions, 'reject', functions.rejectRequest),
  answerRoute(functions, 'escalate', functions.escalateRequest),
]

async function standardRequest(
  views: Views,
  id: SystemUserId,
  atLeast: Position | undefined,
): Promise<ShownRequest | undefined> {
  const request = await systemUserById(views, id, atLeast)
  return isShown(request) && request.kind === 'standard' ? request : undefined
}

const readRoute = ({ views, now }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:party/:requestId`,
    access: portal,
    contract: Request,
    handler: async (call) => {
      const { party, requestId } = call.input.params
      const known = await partyAt(views, party)
      if (known === undefined || !managesAccess(known.roles, call.caller.person))
        return refusalReply({ code: 'not-access-manager' }, call)
      const request = await standardRequest(views, requestId, call.atLeast)
      if (request?.party !== party) return refusalReply({ code: 'request-not-found' }, call)
      return json(requestAnswer(request, { nowMs: now() }))
    },
  })

const portalReadRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:requestId`,
    access: portal,
    contract: z.object({ params: z.object({ requestId: IdInPath }) }),
    handler: async (call) => {
      const request = await standardRequest(views, call.input.params.requestId, call.atLeast)
      if (request === undefined) return refusalReply({ code: 'request-not-found' }, call)
      const party = await partyAt(views, request.party)
      if (party === undefined) return refusalReply({ code: 'party-not-found' }, call)
      const { person } = call.caller
      if (rolesOf(party.roles, person).length === 0) return coded(stranger, call.trace)
      const userMayEscalateButNotApprove = !managesAccess(party.roles, person)
      return json(
        portalRequestAnswer(request, { partyUuid: party.uuid, userMayEscalateButNotApprove }),
      )
    },
  })

const stranger = {
  code: 'AUTH-00066',
  status: 403,
  title: 'The person neither manages access for the party nor has any role there.',
} as const

type AnswerFunction = (
  answer: z.infer<typeof Request>['params'] & { readonly person: Person['person'] },
  context: ReturnType<Call<Person, unknown>['commandOf']>,
) => Promise<Outcome<true, Refusal>>

const answerRoute = (functions: Functions, verb: string, answer: AnswerFunction): Route =>
  route({
    method: 'POST',
    path: `${base}/:party/:requestId/${verb}`,
    access: portal,
    contract: Request,
    handler: async (call) => {
      const { caller, input } = call
      const outcome = await answer(
        { ...input.params, person: caller.person },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, () => json(true))
    },
  })
