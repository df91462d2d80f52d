import { z } from 'zod'
import type { Answer } from '../../domain/decision/answer.ts'
import { isOfSystemUser, type Question } from '../../domain/decision/question.ts'
import type { Asking } from '../../application/decide-access.ts'
import type { Position } from '../../projections/recorded.ts'
import { isAdmin, type Organisation, organisationWith } from '../authentication.ts'
import { consistencyToken } from '../consistency-token.ts'
import { type Answer as HttpAnswer, jsonType } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { decidedResult, jsonAnswer, jsonAnswerAgain } from '../pdp/answer.ts'
import { answerRequest, type Deciding } from '../pdp/answer-request.ts'
import { readQuestions } from '../pdp/question.ts'
import { plainProblem } from '../problem-reply.ts'
import type { Asked, Reading } from '../pdp/reading.ts'
import { XacmlQuestion } from '../pdp/request.ts'

const adminScope = 'altinn:authorization/authorize.admin'

/** Who may ask the decision point. */
export const asker = organisationWith('altinn:authorization/authorize', adminScope)

/** A service owner asks about its own resources, and is told of others as if there were none; who has the admin scope asks about all. */
export const askingOf = (caller: Organisation, atLeast: Position | undefined): Asking =>
  isAdmin(caller, adminScope)
    ? { atLeast, by: caller }
    : { atLeast, by: caller, ownerOnly: caller.orgNo }

type Functions = Deciding & { readonly installationId: string }

/**
 * The policy decision point (spec pdp §1). The answer says from which position of the log it was given; all parts of a
 * question are answered from the same one.
 */
export const authorizeRoutes = (functions: Functions): readonly Route[] => [
  route({
    method: 'POST',
    path: '/authorization/api/v1/authorize',
    access: asker,
    takes: 'json',
    isQuery: true,
    // System users ask the same again and again.
    remembersInput: true,
    contract: z.object({ body: XacmlQuestion }),
    handler: async ({ input, atLeast, caller, accept, trace }) => {
      if (wantsXmlAlone(accept)) return plainProblem(406, trace, { detail: inJson })
      const { readings, isAgain } = readOnce(input.body)
      const asking = askingOf(caller, atLeast)
      const [first] = readings
      if (readings.length === 1 && first?.asked === 'by-number' && isOfSystemUser(first.question))
        return answerOne(functions, { asked: first, question: first.question }, asking)
      const again = { ...asking, isAgain }
      const { results, position } = await answerRequest(functions, readings, again, 'authorize')
      return answered(functions, isAgain ? jsonAnswerAgain(results) : jsonAnswer(results), position)
    },
  }),
]

const inJson = 'The answer is JSON: application/json.'

/** Whoever reads nothing but XML would take JSON for a fault. */
const wantsXmlAlone = (accept: string | undefined): boolean =>
  accept !== undefined && accept.includes('xml') && !/json|[*]\/[*]|application\/[*]/iu.test(accept)

/** Most questions are one, and asked before. */
async function answerOne(
  functions: Functions,
  { asked, question }: { readonly asked: Asked; readonly question: Question },
  asking: Asking,
): Promise<HttpAnswer> {
  const { answer, position } = await functions.decideAccess(question, asking)
  return answered(functions, writeOnce(asked, answer), position)
}

const answered = (
  { installationId }: Functions,
  body: string | Uint8Array,
  position: Position | undefined,
): HttpAnswer => ({
  status: 200,
  contentType: jsonType,
  body,
  ...(position !== undefined && {
    headers: { 'consistency-token': consistencyToken(installationId, position) },
  }),
})

type Read = {
  readonly readings: readonly Reading[]
  /** The same body came before: what is worked out for its questions is worth keeping. */
  readonly isAgain: boolean
}

const readBodies = new WeakMap<XacmlQuestion, Read>()
const written = new WeakMap<Asked, { readonly answer: Answer; readonly text: string }>()

/** The same body is read as a question once. */
function readOnce(body: XacmlQuestion): Read {
  const known = readBodies.get(body)
  if (known) return known
  const readings = readQuestions(body.Request)
  readBodies.set(body, { readings, isAgain: true })
  return { readings, isAgain: false }
}

/** The same answer to the same question is written once. */
function writeOnce(asked: Asked, answer: Answer): string {
  const known = written.get(asked)
  if (known?.answer === answer) return known.text
  const text = jsonAnswer([decidedResult(answer, asked.included, 'authorize')])
  written.set(asked, { answer, text })
  return text
}
