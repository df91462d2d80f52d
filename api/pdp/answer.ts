import type { Answer } from '../../domain/decision/answer.ts'
import { reasonText } from '../../domain/decision/reason-text.ts'
import { dataTypeUri, printValue } from '../../domain/policy/kinds.ts'
import type { Assignment, Duty } from '../../domain/policy/outcome.ts'
import type { Included, Unasked } from './question.ts'

const statusPrefix = 'urn:oasis:names:tc:xacml:1.0:status:'
const stringType = 'http://www.w3.org/2001/XMLSchema#string'

type Parts = {
  readonly decision: Answer['decision']
  readonly status: Unasked['status']
  readonly reason: string
  /** JSON texts. */
  readonly obligations: string
  readonly category: string
}

/**
 * The answer to one question as the contract writes it (spec pdp §1.4), `null` included. Written by hand, as it stands
 * on the way of every decision: three texts are put between others that never change.
 */
const written = ({ decision, status, reason, obligations, category }: Parts): string =>
  `{"response":[{"decision":"${decision}","status":{"statusMessage":${JSON.stringify(reason)},` +
  `"statusDetails":null,"statusCode":{"value":"${statusPrefix}${status}","statusCode":null}},` +
  `"obligations":${obligations},"associateAdvice":null,"category":${category},` +
  `"policyIdentifierList":null}]}`

export const unaskedAnswer = ({ decision, status, reason }: Unasked): string =>
  written({ decision, status, reason, obligations: 'null', category: 'null' })

/** The reason is written where the contract has room for one and Altinn writes `null`. */
export function decidedAnswer(answer: Answer, included: Included): string {
  const { decision, reason, obligations } = answer
  const isDecided = decision !== 'Indeterminate'
  return written({
    decision,
    status: isDecided ? 'ok' : 'processing-error',
    reason: reasonText(reason),
    obligations: obligations.length > 0 ? JSON.stringify(obligations.map(duty)) : 'null',
    category: isDecided && included.length > 0 ? JSON.stringify(included.map(echo)) : 'null',
  })
}

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
  attribute: attributes.map(({ AttributeId: id, Value: value, DataType: type }) => ({
    attributeId: id,
    value,
    issuer: null,
    dataType: type ?? stringType,
    includeInResult: false,
  })),
})
