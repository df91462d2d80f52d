import { z } from 'zod'
import type { Answer } from '../../domain/decision/answer.ts'
import type { DecideAccess } from '../../application/decide-access.ts'
import { organisationWith } from '../authentication.ts'
import { consistencyToken } from '../consistency-token.ts'
import { jsonType } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { decidedAnswer, unaskedAnswer } from '../pdp/answer.ts'
import { type Reading, readQuestion } from '../pdp/question.ts'
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
    // System users ask the same again and again.
    remembersInput: true,
    contract: z.object({ body: XacmlQuestion }),
    handler: async ({ input, atLeast }) => {
      const reading = readOnce(input.body)
      if (!reading.asked)
        return { status: 200, contentType: jsonType, body: unaskedAnswer(reading.answer) }
      const { answer, position } = await decideAccess(reading.question, atLeast)
      return {
        status: 200,
        contentType: jsonType,
        body: writeOnce(reading, answer),
        headers: { 'consistency-token': consistencyToken(installationId, position) },
      }
    },
  }),
]

type Asked = Extract<Reading, { readonly asked: true }>

const readings = new WeakMap<XacmlQuestion, Reading>()
const written = new WeakMap<Asked, { readonly answer: Answer; readonly text: string }>()

/** The same body is read as a question once. */
function readOnce(body: XacmlQuestion): Reading {
  const known = readings.get(body)
  if (known) return known
  const reading = readQuestion(body.Request)
  readings.set(body, reading)
  return reading
}

/** The same answer to the same question is written once. */
function writeOnce(reading: Asked, answer: Answer): string {
  const known = written.get(reading)
  if (known?.answer === answer) return known.text
  const text = decidedAnswer(answer, reading.included)
  written.set(reading, { answer, text })
  return text
}
