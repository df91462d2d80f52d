import {
  atMostOne,
  childrenOf,
  optional,
  required,
  textOf,
} from '../../../domain/policy/element-reader.ts'
import { dataTypeOf, dataTypeUri, parseValue, printValue } from '../../../domain/policy/kinds.ts'
import type { Duty } from '../../../domain/policy/outcome.ts'
import type { Value } from '../../../domain/policy/value.ts'
import type { XmlElement } from '../../../domain/policy/xml-element.ts'
import { readXml } from '../../../infrastructure/xacml/read-xml.ts'

/**
 * A result as it is compared: with all that the standard leaves open taken out. Duties, attributes
 * and policies are in no order, values are written in one way, and status messages are not there.
 */
export type ComparableResult = {
  readonly decision: string
  readonly status: string
  readonly obligations: readonly string[]
  readonly advice: readonly string[]
  readonly attributes: readonly string[]
  readonly policies: readonly string[]
  readonly resourceId: string | undefined
}

export function readResponse(xml: string): readonly ComparableResult[] {
  const reading = readXml(xml)
  if (!reading.ok) throw new Error(reading.problem.message)
  const results = childrenOf(reading.root, ['Result']).map(readResult)
  // Which resource a result is for says something only where there are several.
  const [only] = results
  return only !== undefined && results.length === 1 ? [{ ...only, resourceId: undefined }] : results
}

const resultNames = [
  'Decision',
  'Status',
  'Obligations',
  'AssociatedAdvice',
  'Attributes',
  'PolicyIdentifierList',
]

function readResult(element: XmlElement): ComparableResult {
  const children = childrenOf(element, resultNames)
  const decision = atMostOne(element, children, 'Decision')
  const obligations = atMostOne(element, children, 'Obligations')
  const advice = atMostOne(element, children, 'AssociatedAdvice')
  const policies = atMostOne(element, children, 'PolicyIdentifierList')
  return {
    decision: decision === undefined ? '' : textOf(decision).trim(),
    status: readStatus(atMostOne(element, children, 'Status')),
    obligations: readDuties(obligations, 'Obligation'),
    advice: readDuties(advice, 'Advice'),
    attributes: children
      .filter(({ name }) => name === 'Attributes')
      .flatMap(readAttributes)
      .toSorted(),
    policies: readPolicies(policies),
    resourceId: optional(element, 'ResourceId'),
  }
}

function readStatus(element: XmlElement | undefined): string {
  const code = element?.children.find(
    (child) => child.kind === 'element' && child.name === 'StatusCode',
  )
  return code?.kind === 'element' ? (required(code, 'Value').split(':').at(-1) ?? '') : 'ok'
}

function readDuties(element: XmlElement | undefined, name: string): readonly string[] {
  if (element === undefined) return []
  return childrenOf(element, [name])
    .map((duty) =>
      comparableDuty(
        required(duty, `${name}Id`),
        childrenOf(duty, ['AttributeAssignment']).map((assignment) => [
          required(assignment, 'AttributeId'),
          optional(assignment, 'Category'),
          optional(assignment, 'Issuer'),
          required(assignment, 'DataType'),
          canonical(assignment),
        ]),
      ),
    )
    .toSorted()
}

const comparableDuty = (id: string, assignments: readonly (string | undefined)[][]): string =>
  JSON.stringify([id, assignments.map((each) => JSON.stringify(each)).toSorted()])

/** The value as the project prints it, so that two spellings of one value compare equal. */
function canonical(element: XmlElement): string {
  const type = dataTypeOf(required(element, 'DataType'))
  const value = type === undefined ? undefined : parseValue(type, textOf(element))
  return value === undefined ? textOf(element).trim() : printValue(value)
}

function readAttributes(element: XmlElement): readonly string[] {
  return childrenOf(element, ['Attribute', 'Content']).flatMap((attribute) =>
    childrenOf(attribute, ['AttributeValue']).map((value) =>
      JSON.stringify([
        required(element, 'Category'),
        required(attribute, 'AttributeId'),
        optional(attribute, 'Issuer'),
        required(value, 'DataType'),
        canonical(value),
      ]),
    ),
  )
}

const readPolicies = (element: XmlElement | undefined): readonly string[] =>
  element === undefined
    ? []
    : childrenOf(element, ['PolicyIdReference', 'PolicySetIdReference'])
        .map((reference) => textOf(reference).trim())
        .toSorted()

export const comparableDuties = (duties: readonly Duty[]): readonly string[] =>
  duties
    .map(({ id, assignments }) =>
      comparableDuty(
        id,
        assignments.map(({ attributeId, category, issuer, value }) => [
          attributeId,
          category,
          issuer,
          ...typed(value),
        ]),
      ),
    )
    .toSorted()

export const typed = (value: Value): [string, string] => [
  dataTypeUri(value.type),
  printValue(value),
]
