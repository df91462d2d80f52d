import type { Asking, DecideAccess, DecidedPart } from '../../application/decide-access.ts'
import type { DecideAll } from '../../application/decide-all.ts'
import type { NoteDecision } from '../../application/decision-log.ts'
import { onceFor, onceOf } from '../../application/once-for.ts'
import { partyOfUuid } from '../../application/party-of-uuid.ts'
import type { AnyQuestion } from '../../domain/decision/question.ts'
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
  const { isAgain = false, atLeast } = asking
  const { puts, questions } = readings.some(isByName)
    ? putOf(await Promise.all(readings.map((one) => complete(functions, one, { atLeast, route }))))
    : putByNumber(readings)
  for (const put of puts) if (put.asked === 'not') noteUnasked(functions, put.answer, asking)
  const decided = questions.length > 0 ? await functions.decideAll(questions, asking) : undefined
  const parts = decided?.parts ?? noParts
  const results = isAgain ? resultsAgain[route](puts, parts) : resultsOf(puts, parts, route)
  return { results, position: decided?.position }
}

/** What can be put of what was read, and the questions in it. */
type PutAll = { readonly puts: readonly Put[]; readonly questions: readonly AnyQuestion[] }

const noParts: readonly DecidedPart[] = []

const isByName = ({ asked }: Reading): boolean => asked === 'by-name'

function putOf(puts: readonly Put[]): PutAll {
  return { puts, questions: puts.flatMap((put) => (put.asked === 'not' ? [] : [put.question])) }
}

/** The same readings are the same questions, so that who decides can tell that they are asked again. */
const putByNumber = onceOf((readings: readonly Reading[]) =>
  putOf(readings.filter((one) => one.asked !== 'by-name')),
)

function resultsOf(
  puts: readonly Put[],
  parts: readonly DecidedPart[],
  route: Route,
): readonly Result[] {
  const decided = parts.values()
  return puts.map((put) => {
    if (put.asked === 'not') return unaskedResult(put.answer, route)
    const { value } = decided.next()
    if (value === undefined) throw new TypeError('a question was put and not decided')
    return decidedResult(value.answer, put.included, route)
  })
}

/** The same answers to the same questions are written once. */
const resultsAgain = {
  authorize: onceFor((puts: readonly Put[], parts: readonly DecidedPart[]) =>
    resultsOf(puts, parts, 'authorize'),
  ),
  decision: onceFor((puts: readonly Put[], parts: readonly DecidedPart[]) =>
    resultsOf(puts, parts, 'decision'),
  ),
} as const

/** A question that could not be put was answered all the same. */
const noteUnasked = (
  { noteDecision }: Deciding,
  { decision, reason }: Unasked,
  { by }: Asking,
): void => noteDecision({ by, decision, unasked: reason })

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
