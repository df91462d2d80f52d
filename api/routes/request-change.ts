import { z } from 'zod'
import type { requestChange, RequestedChange } from '../../application/request-change.ts'
import { ChangeId, SystemUserId } from '../../domain/values.ts'
import { type Views, ViewsBehind } from '../../projections/views.ts'
import { organisationWith } from '../authentication.ts'
import { changeById } from '../change-reads.ts'
import {
  changeAnswer,
  ChangeBody,
  changeUrlOf,
  isShownChange,
  notNeededAnswer,
  wantedIn,
} from '../contracts/change.ts'
import { type Answer, json, words } from '../http/answer.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { refusalReply } from '../problem-reply.ts'

const writer = organisationWith('altinn:authentication/systemuser.request.write')

type Functions = {
  readonly path: string
  readonly views: Views
  readonly installationId: string
  readonly now: () => number
  readonly publicUrl: () => string
  /** Where people answer requests. */
  readonly portalHost: () => string
  readonly requestChange: ReturnType<typeof requestChange>
}

const Id = orAbsent(z.uuid({ error: 'The value is not valid.' }))
const Query = anyCase({ 'correlation-id': Id, 'system-user-id': Id })
const noId = '00000000-0000-0000-0000-000000000000'

/** C1. The vendor names the change itself, so that it can ask again without asking twice. */
export const requestChangeRoute = (functions: Functions): Route =>
  route({
    method: 'POST',
    path: functions.path,
    access: writer,
    takes: 'json',
    memberNames: 'members',
    contract: z.object({ query: Query, body: ChangeBody }),
    handler: async (call) => {
      const { caller, input } = call
      const { 'correlation-id': correlationId = noId, 'system-user-id': systemUserId = noId } =
        input.query
      if (correlationId === noId) return words('The correlation-id is missing.', 400, call.accept)
      const change = ChangeId.parse(correlationId)
      const systemUser = SystemUserId.parse(systemUserId)
      const context = call.commandOf(caller)
      const { redirectUrl } = input.body
      const outcome = await functions.requestChange(
        {
          vendor: caller.orgNo,
          systemUser,
          change,
          ...wantedIn(input.body),
          ...(redirectUrl && { redirectUrl }),
        },
        context,
      )
      if (!outcome.done) return refusalReply(outcome.refusal, call)
      const asked = { change, body: input.body, createdAt: context.at }
      const answer = await answerOf(functions, asked, outcome.value)
      return outcomeReply(outcome, { ...functions, ...call }, () => answer)
    },
  })

type Asked = {
  readonly change: ChangeId
  readonly body: ChangeBody
  readonly createdAt: Parameters<typeof changeAnswer>[0]['createdAt']
}

/** What was recorded just now the views need not have yet, and the vendor need not wait for them. */
async function answerOf(
  functions: Functions,
  { change: id, body, createdAt }: Asked,
  requested: RequestedChange,
): Promise<Answer> {
  const shown = { nowMs: functions.now(), confirmUrl: changeUrlOf(functions.portalHost(), id) }
  switch (requested.outcome) {
    case 'not-needed':
      return json(
        notNeededAnswer({ ...requested.of, systemUser: requested.of.id, id, wanted: body }),
      )
    case 'existing':
      return json(changeAnswer(await storedChange(functions.views, id), shown))
    case 'created': {
      const { of, wanted, expiresAt } = requested
      const made = { ...of, id, systemUser: of.id, wanted, createdAt, expiresAt }
      const { redirectUrl } = body
      const status = 'requested' as const
      const headers = { location: `${functions.publicUrl()}${functions.path}/${id}` }
      const answer = changeAnswer({ ...made, status, redirectUrl: redirectUrl || undefined }, shown)
      return json(answer, 201, headers)
    }
  }
}

/** @throws {ViewsBehind} when it was recorded so lately that the views do not have it. */
async function storedChange(views: Views, id: ChangeId) {
  const stored = await changeById(views, id)
  if (!isShownChange(stored)) throw new ViewsBehind('the views do not have the change yet')
  return stored
}
