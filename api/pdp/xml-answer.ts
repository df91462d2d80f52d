import { xacmlNamespace } from '../../domain/policy/element-reader.ts'
import { dataTypeUri, printValue } from '../../domain/policy/kinds.ts'
import type { Assignment, Duty } from '../../domain/policy/outcome.ts'
import { type Result, statusPrefix } from './answer.ts'
import { typeOf } from './attributes.ts'
import type { Included } from './reading.ts'

/** The answers in the XML form of XACML 3.0 (core specification §5.47), their members in the schema's order. */
export const xmlAnswer = (results: readonly Result[]): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${element('Response', { xmlns: xacmlNamespace }, ...results.map(result))}\n`

const result = ({ decision, status, reason, obligations, included }: Result): string =>
  element(
    'Result',
    {},
    element('Decision', {}, decision),
    element(
      'Status',
      {},
      element('StatusCode', { Value: `${statusPrefix}${status}` }),
      element('StatusMessage', {}, escaped(reason)),
    ),
    obligations.length > 0 ? element('Obligations', {}, ...obligations.map(duty)) : '',
    ...included.map(echo),
  )

const duty = ({ id, assignments }: Duty): string =>
  element('Obligation', { ObligationId: id }, ...assignments.map(assignment))

const assignment = ({ attributeId, category, issuer, value }: Assignment): string =>
  element(
    'AttributeAssignment',
    {
      AttributeId: attributeId,
      DataType: dataTypeUri(value.type),
      ...(category !== undefined && { Category: category }),
      ...(issuer !== undefined && { Issuer: issuer }),
    },
    escaped(printValue(value)),
  )

const echo = ({ category, attributes }: Included[number]): string =>
  element(
    'Attributes',
    { Category: category },
    ...attributes.map((attribute) =>
      element(
        'Attribute',
        { AttributeId: attribute.AttributeId ?? '', IncludeInResult: 'true' },
        element('AttributeValue', { DataType: typeOf(attribute) }, escaped(attribute.Value ?? '')),
      ),
    ),
  )

function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly string[]
): string {
  const stated = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  return `<${name}${stated.join('')}>${content.join('')}</${name}>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/gu, (character) => entities[character] ?? '')
