import { z } from 'zod'
import type { approveChange, packagesOfChange } from '../../application/approve-change.ts'
import { preconditionOfChange } from '../../application/changes-at.ts'
import type { rejectChange } from '../../application/reject-change.ts'
import { managedParty, standingAt } from '../../application/standing-at.ts'
import { managesAccess } from '../../domain/catalogue/standing.ts'
import { Instant, OrgNo } from '../../domain/values.ts'
import { pendingChangesOfParty } from '../../projections/change-requests.ts'
import type { Views } from '../../projections/views.ts'
import { personWith } from '../authentication.ts'
import { changeAsOf, changesOf } from '../change-reads.ts'
import {
  changeAnswer,
  isShownChange,
  isTimedOutChange,
  portalChangeAnswer,
} from '../contracts/change.ts'
import { RejectBody } from '../contracts/request.ts'
import { ChangeIdInPath, PartyInPath } from '../contracts/values.ts'
import { json } from '../http/answer.ts'
import { etagOf } from '../http/entity-tag.ts'
import { type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { coded, refusalReply } from '../problem-reply.ts'
import { wholeList } from '../../application/whole-list.ts'
import { stranger } from './person-requests.ts'

const base = '/authentication/api/v1/systemuser/changerequest'
const portal = personWith('altinn:portal/enduser')
const OfParty = z.object({ params: z.object({ party: PartyInPath, requestId: ChangeIdInPath }) })

const ofChange = ({ params }: z.infer<typeof OfParty>): string =>
  preconditionOfChange(params.requestId)

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly now: () => number
  readonly approveChange: ReturnType<typeof approveChange>
  readonly rejectChange: ReturnType<typeof rejectChange>
  readonly packagesOfChange: ReturnType<typeof packagesOfChange>
}

/** Changes of system users, for the people who answer them (spec systemuser-api §1.4, C6 to C9). */
export const personChangeRoutes = (functions: Functions): readonly Route[] => [
  readRoute(functions),
  portalReadRoute(functions),
  pendingRoute(functions),
  approveRoute(functions),
  rejectRoute(functions),
]

const readRoute = ({ views, now }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:party/:requestId`,
    access: portal,
    contract: OfParty,
    handler: async (call) => {
      const { party, requestId } = call.input.params
      if ((await managedParty(views, call.caller.person, party)) === undefined)
        return refusalReply({ code: 'not-access-manager' }, call)
      const found = await changeAsOf(views, requestId, call.atLeast)
      const change = found?.change
      if (found === undefined || !isShownChange(change) || change.party !== party)
        return refusalReply({ code: 'request-not-found' }, call)
      return json(changeAnswer(change, { nowMs: now() }), 200, etagOf(found.revised))
    },
  })

/** C7. Who could not give what is missing is told so here already, before it answers. */
const portalReadRoute = ({ views, now, packagesOfChange }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:requestId`,
    access: portal,
    contract: z.object({ params: z.object({ requestId: ChangeIdInPath }) }),
    handler: async (call) => {
      const { requestId } = call.input.params
      const { person } = call.caller
      const found = await changeAsOf(views, requestId, call.atLeast)
      const change = found?.change
      if (found === undefined || !isShownChange(change))
        return refusalReply({ code: 'request-not-found' }, call)
      const standing = await standingAt(views, person, change.party)
      if (standing === undefined) return refusalReply({ code: 'party-not-found' }, call)
      if (!managesAccess(standing)) return coded(stranger, call.trace)
      const at = Instant.parse(new Date(now()).toISOString())
      const packages = await packagesOfChange({ party: change.party, requestId, person }, at)
      if (!packages.done) return refusalReply(packages.refusal, call)
      return json(portalChangeAnswer(change, standing.party.uuid), 200, etagOf(found.revised))
    },
  })

/** Beside the contract: what waits for the party's answer, those of agents too. */
const pendingRoute = ({ views, now }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:party/:orgNo/pending`,
    access: portal,
    contract: z.object({ params: z.object({ party: PartyInPath, orgNo: z.string() }) }),
    handler: async (call) => {
      const { party, orgNo } = call.input.params
      if ((await managedParty(views, call.caller.person, party)) === undefined)
        return refusalReply({ code: 'not-access-manager' }, call)
      if (OrgNo.safeParse(orgNo).data !== party)
        return refusalReply({ code: 'party-not-found' }, call)
      const members = await wholeList(views, pendingChangesOfParty(party), call.atLeast)
      const changes = await changesOf(views, members, call.atLeast)
      const nowMs = now()
      const waiting = changes
        .filter(isShownChange)
        .filter((change) => change.status === 'requested' && !isTimedOutChange(change, nowMs))
      return json(waiting.map((change) => changeAnswer(change, { nowMs })))
    },
  })

const approveRoute = (functions: Functions): Route =>
  route({
    method: 'POST',
    path: `${base}/:party/:requestId/approve`,
    access: portal,
    contract: OfParty,
    thing: ofChange,
    handler: async (call) => {
      const { caller, input } = call
      const answer = { ...input.params, person: caller.person }
      const outcome = await functions.approveChange(answer, call.commandOf(caller))
      return outcomeReply(outcome, { ...functions, ...call }, () => json(true))
    },
  })

/** C9. The contract has no body; beside it there may be one that says why. */
const rejectRoute = (functions: Functions): Route =>
  route({
    method: 'POST',
    path: `${base}/:party/:requestId/reject`,
    access: portal,
    takes: 'json-if-any',
    contract: OfParty.extend({ body: RejectBody.optional() }),
    thing: ofChange,
    handler: async (call) => {
      const { caller, input } = call
      const reason = input.body?.reason
      const outcome = await functions.rejectChange(
        { ...input.params, person: caller.person, ...(reason && { reason }) },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, () => json(true))
    },
  })
