import { z } from 'zod'
import type { DecideAccess } from '../../application/decide-access.ts'
import { organisationWith } from '../authentication.ts'
import { consistencyToken } from '../consistency-token.ts'
import { jsonType } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { decidedAnswer, unaskedAnswer } from '../pdp/answer.ts'
import { readQuestion } from '../pdp/question.ts'
import { XacmlQuestion } from '../pdp/request.ts'

type Functions = {
  readonly installationId: string
  readonly decideAccess: DecideAccess
}

/**
 * The policy decision point (spec pdp §1). Whoever has the scope may ask about any resource, as the contract has it.
 * The answer says from which position of the log it was given.
 */
export const authorizeRoutes = ({ installationId, decideAccess }: Functions): readonly Route[] => [
  route({
    method: 'POST',
    path: '/authorization/api/v1/authorize',
    access: organisationWith(
      'altinn:authorization/authorize',
      'altinn:authorization/authorize.admin',
    ),
    takes: 'json',
    contract: z.object({ body: XacmlQuestion }),
    handler: async ({ input, atLeast }) => {
      const reading = readQuestion(input.body.Request)
      if (!reading.asked)
        return { status: 200, contentType: jsonType, body: unaskedAnswer(reading.answer) }
      const { answer, position } = await decideAccess(reading.question, atLeast)
      return {
        status: 200,
        contentType: jsonType,
        body: decidedAnswer(answer, reading.included),
        headers: { 'consistency-token': consistencyToken(installationId, position) },
      }
    },
  }),
]
