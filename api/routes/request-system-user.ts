import { z } from 'zod'
import type { RequestSystemUser } from '../../application/request-findings.ts'
import type { examineRequest, requestSystemUser } from '../../application/request-system-user.ts'
import {
  ExternalRef,
  OrgNo,
  SystemId,
  type SystemUserId,
  type SystemUserKind,
} from '../../domain/values.ts'
import { type Views, ViewsBehind } from '../../projections/views.ts'
import { type Organisation, organisationWith } from '../authentication.ts'
import {
  AgentRequestBody,
  confirmUrlOf,
  isShown,
  requestAnswer,
  RequestBody,
} from '../contracts/request.ts'
import { examinedAnswer } from '../contracts/examined-request.ts'
import { rightsOf } from '../contracts/rights.ts'
import { json } from '../http/answer.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { refusalReply } from '../problem-reply.ts'
import { systemUserById } from '../reads.ts'

const writer = organisationWith('altinn:authentication/systemuser.request.write')

type Family = {
  readonly kind: SystemUserKind
  readonly path: string
  readonly views: Views
  readonly installationId: string
  readonly now: () => number
  readonly publicUrl: () => string
  readonly portalHost: () => string
  readonly requestSystemUser: ReturnType<typeof requestSystemUser>
  readonly examineRequest: ReturnType<typeof examineRequest>
}

const Query = anyCase({ dryRun: orAbsent(z.enum(['true', 'false'])) })

/** Q1 and Q2. With `dryRun=true`, beside the contract, it tells what would come of the request and records nothing. */
export const requestRoute = (family: Family): Route =>
  route({
    method: 'POST',
    path: family.path,
    access: writer,
    takes: 'json',
    bodyName: 'createRequest',
    contract: z.object({
      query: Query,
      body: family.kind === 'agent' ? AgentRequestBody : RequestBody,
    }),
    handler: async (call) => {
      const { caller, input } = call
      const asked = askedFor(family.kind, input.body, caller)
      const isDryRun = input.query.dryRun === 'true'
      if (asked === undefined)
        return isDryRun ? json(examinedAnswer(noSystem)) : refusalReply(noSystem.findings[0], call)
      const context = call.commandOf(caller)
      if (isDryRun) return json(examinedAnswer(await family.examineRequest(asked, context.at)))
      const outcome = await family.requestSystemUser(asked, context)
      if (!outcome.done) return refusalReply(outcome.refusal, call)
      const { id, created } = outcome.value
      const request = outcome.value.created
        ? newRequest(asked, { ...outcome.value, createdAt: context.at })
        : await storedRequest(family.views, id)
      const confirmUrl = confirmUrlOf(family.portalHost(), { id, kind: family.kind })
      const shown = requestAnswer(request, { nowMs: family.now(), confirmUrl })
      const headers = { location: `${family.publicUrl()}${family.path}/${id}` }
      return outcomeReply(outcome, { ...family, ...call }, () =>
        created ? json(shown, 201, headers) : json(shown),
      )
    },
  })

const noSystem = { findings: [{ code: 'system-not-found' }] } as const

type Shown = Parameters<typeof requestAnswer>[0]

/** What was recorded just now. The views need not have it yet, and the vendor need not wait for them. */
const newRequest = (
  asked: RequestSystemUser,
  made: Pick<Shown, 'id' | 'createdAt' | 'integrationTitle' | 'accessPackages'>,
): Shown => ({
  ...asked,
  ...made,
  party: OrgNo.parse(asked.party),
  rights: asked.rights ?? [],
  status: 'requested',
  escalated: false,
})

/** @throws {ViewsBehind} when it was recorded so lately that the views do not have it. */
async function storedRequest(views: Views, id: SystemUserId): Promise<Shown> {
  const stored = await systemUserById(views, id)
  if (!isShown(stored)) throw new ViewsBehind('the views do not have the request yet')
  return stored
}

type AnyBody = z.infer<typeof AgentRequestBody> & {
  readonly rights?: RequestBody['rights'] | undefined
}

/** The request as the use case takes it; undefined if it is for what cannot be the id of a system. */
function askedFor(
  kind: SystemUserKind,
  body: AnyBody,
  caller: Organisation,
): RequestSystemUser | undefined {
  const systemId = SystemId.safeParse(body.systemId)
  if (!systemId.success) return undefined
  const named = body.rights && rightsOf(body.rights)
  return {
    kind,
    vendor: caller.orgNo,
    systemId: systemId.data,
    party: OrgNo.safeParse(body.partyOrgNo).data,
    // An empty reference would be a second name for the same request. Where there is no party either, none is needed.
    externalRef: ExternalRef.parse(body.externalRef || body.partyOrgNo || '-'),
    rights: named?.rights,
    foreignRights: [...(named?.foreign ?? []), ...(named?.impossible ?? [])],
    accessPackages: body.accessPackages?.map(({ urn }) => urn ?? ''),
    ...optionsIn(body),
  }
}

const optionsIn = ({ integrationTitle, redirectUrl }: AnyBody) => ({
  ...(integrationTitle !== undefined && { integrationTitle }),
  ...(redirectUrl && { redirectUrl }),
})
