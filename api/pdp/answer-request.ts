import type { Asking, Decided, DecideAccess } from '../../application/decide-access.ts'
import type { DecideAll } from '../../application/decide-all.ts'
import type { NoteDecision } from '../../application/decision-log.ts'
import { onceFor } from '../../application/once-for.ts'
import { partyOfUuid } from '../../application/party-of-uuid.ts'
import type { Answer } from '../../domain/decision/answer.ts'
import type { OrgCode } from '../../domain/resource/competent-authority.ts'
import type { OrgNo, PersonRef } from '../../domain/values.ts'
import { orgCodes } from '../../projections/org-codes.ts'
import type { Position } from '../../projections/recorded.ts'
import { ref, type Views } from '../../projections/views.ts'
import { decidedResult, type Result, type Route, unaskedResult } from './answer.ts'
import type { Asked, Reading, Unasked } from './reading.ts'
import type { PersonName } from './subject.ts'

export type Deciding = {
  readonly views: Views
  /** The person of a user id or a number, if it is known here. */
  readonly findPerson: (name: PersonName) => PersonRef | undefined
  readonly decideAccess: DecideAccess
  readonly decideAll: DecideAll
  readonly noteDecision: NoteDecision
}

/** What came of each question, and where in the log it was decided; of none if no question could be put. */
export type Answered = {
  readonly results: readonly Result[]
  readonly position: Position | undefined
}

type Put = Asked | { readonly asked: 'not'; readonly answer: Unasked }

/** Answers every question of a request from one position. What is wrong with one is told of that one alone. */
export async function answerRequest(
  functions: Deciding,
  readings: readonly Reading[],
  asking: Asking,
  route: Route,
): Promise<Answered> {
  const puts = readings.some(({ asked }) => asked === 'by-name')
    ? await Promise.all(
        readings.map((one) => complete(functions, one, { atLeast: asking.atLeast, route })),
      )
    : readings.filter((one) => one.asked !== 'by-name')
  const { isAgain = false } = asking
  for (const put of puts) if (put.asked === 'not') noteUnasked(functions, put.answer, asking)
  const questions = puts.flatMap((put) => (put.asked === 'not' ? [] : [put.question]))
  if (questions.length === 0) {
    const results = puts.map((put) => resultOf(put, undefined, { route, isAgain }))
    return { results, position: undefined }
  }
  const decided = (await functions.decideAll(questions, asking)).values()
  let position: Position | undefined
  const results = puts.map((put) => {
    const { value } = put.asked === 'not' ? unput : decided.next()
    position ??= value?.position
    return resultOf(put, value, { route, isAgain })
  })
  return { results, position }
}

/** A question that could not be put was answered all the same. */
const noteUnasked = (
  { noteDecision }: Deciding,
  { decision, reason }: Unasked,
  { by }: Asking,
): void => noteDecision({ by, decision, unasked: reason })

const unput = { value: undefined }

type Telling = { readonly route: Route; readonly isAgain: boolean }

function resultOf(put: Put, decided: Decided | undefined, { route, isAgain }: Telling): Result {
  if (put.asked === 'not') return unaskedResult(put.answer, route)
  if (decided === undefined) throw new TypeError('a question was put and not decided')
  const { answer } = decided
  return isAgain ? resultAgain[route](put, answer) : decidedResult(answer, put.included, route)
}

const resultAgain = {
  authorize: onceFor((put: Asked, answer: Answer) =>
    decidedResult(answer, put.included, 'authorize'),
  ),
  decision: onceFor((put: Asked, answer: Answer) =>
    decidedResult(answer, put.included, 'decision'),
  ),
} as const

const unknownParty: Unasked = {
  decision: 'Indeterminate',
  status: 'syntax-error',
  reason: 'There is no such party in the register.',
}

const unknownOwner: Unasked = {
  decision: 'NotApplicable',
  status: 'ok',
  reason: 'There is no such service owner.',
}

const unknownPerson: Unasked = {
  decision: 'NotApplicable',
  status: 'ok',
  reason: 'There is no such person here.',
}

type Around = { readonly atLeast: Position | undefined; readonly route: Route }

/** The party's UUID goes with the question, as by the time of the decision it may be another party's. */
async function complete(
  { views, findPerson }: Deciding,
  reading: Reading,
  { atLeast, route }: Around,
): Promise<Put> {
  if (reading.asked !== 'by-name') return reading
  const { partyUuid, person: name, orgCode, included } = reading
  const party = partyUuid === undefined ? undefined : await partyOfUuid(views, partyUuid, atLeast)
  if (partyUuid !== undefined && party === undefined) return { asked: 'not', answer: unknownParty }
  // Inside the platform nobody is named by its number (spec pdp §1.1).
  const isTaken = name !== undefined && ('userId' in name || route === 'authorize')
  const question = reading.questionOf({
    party,
    person: isTaken ? findPerson(name) : undefined,
    organisation: orgCode && (await ownerOf(views, orgCode, atLeast)),
  })
  return question
    ? { asked: 'by-number', question, included }
    : { asked: 'not', answer: orgCode === undefined ? unknownPerson : unknownOwner }
}

async function ownerOf(
  views: Views,
  orgCode: OrgCode,
  atLeast: Position | undefined,
): Promise<OrgNo | undefined> {
  const { documents } = await views.fetch([ref(orgCodes, orgCode)], atLeast)
  return documents[0]?.orgNo
}
