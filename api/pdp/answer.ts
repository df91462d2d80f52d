import { onceOf } from '../../application/once-for.ts'
import type { Answer } from '../../domain/decision/answer.ts'
import { reasonText } from '../../domain/decision/reason-text.ts'
import { dataTypeUri, printValue } from '../../domain/policy/kinds.ts'
import type { Assignment, Duty } from '../../domain/policy/outcome.ts'
import type { StatusCode } from '../../domain/policy/value.ts'
import { typeOf } from './attributes.ts'
import type { Included, Unasked } from './reading.ts'

export const statusPrefix = 'urn:oasis:names:tc:xacml:1.0:status:'

/** Which of the two routes answers: they call some faults by different names (spec pdp §10). */
export type Route = 'authorize' | 'decision'

/** One answer of those that are given together. */
export type Result = {
  readonly decision: Answer['decision']
  readonly status: StatusCode
  readonly reason: string
  readonly obligations: readonly Duty[]
  readonly included: Included
}

export const unaskedResult = (unasked: Unasked, route: Route): Result => ({
  decision: unasked.decision,
  status: (route === 'decision' ? unasked.statusInside : undefined) ?? unasked.status,
  reason: unasked.reason,
  obligations: [],
  included: [],
})

/** The reason is written where the contract has room for one and Altinn writes `null`. */
export const decidedResult = (answer: Answer, included: Included, route: Route): Result => ({
  decision: answer.decision,
  status: statusOf(answer, route),
  reason: reasonText(answer.reason),
  obligations: answer.obligations,
  included: answer.decision !== 'Indeterminate' && answer.isAddressed ? included : [],
})

function statusOf({ decision, reason }: Answer, route: Route): StatusCode {
  if (decision !== 'Indeterminate') return 'ok'
  if (reason.code === 'policy-undecided') return reason.status
  const isNamed = reason.code === 'no-such-resource' && route === 'authorize'
  return isNamed ? 'processing-error' : 'syntax-error'
}

/**
 * The answer to one question as the contract writes it (spec pdp §1.4), `null` included. Written by hand, as it stands
 * on the way of every decision: three texts are put between others that never change.
 */
const written = ({ decision, status, reason, obligations, included }: Result): string =>
  `{"decision":"${decision}","status":{"statusMessage":${JSON.stringify(reason)},` +
  `"statusDetails":null,"statusCode":{"value":"${statusPrefix}${status}","statusCode":null}},` +
  `"obligations":${listOr(obligations, duty)},"associateAdvice":null,` +
  `"category":${listOr(included, echo)},"policyIdentifierList":null}`

export const jsonAnswer = (results: readonly Result[]): string =>
  `{"response":[${results.map(written).join(',')}]}`

/** The same of results that are given again and again: they are written once, as the bytes that go out. */
export const jsonAnswerAgain = onceOf((results: readonly Result[]) =>
  Buffer.from(jsonAnswer(results)),
)

const listOr = <One>(list: readonly One[], form: (one: One) => unknown): string =>
  list.length > 0 ? JSON.stringify(list.map(form)) : 'null'

const duty = ({ id, assignments }: Duty) => ({
  id,
  attributeAssignment: assignments.map(assignment),
})

const assignment = ({ attributeId, value, category, issuer }: Assignment) => ({
  attributeId,
  value: printValue(value),
  category: category ?? null,
  dataType: dataTypeUri(value.type),
  issuer: issuer ?? null,
})

const echo = ({ category, attributes }: Included[number]) => ({
  categoryId: category,
  id: null,
  content: null,
  attribute: attributes.map((attribute) => ({
    attributeId: attribute.AttributeId,
    value: attribute.Value,
    issuer: null,
    dataType: typeOf(attribute),
    includeInResult: false,
  })),
})
