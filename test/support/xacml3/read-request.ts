import {
  booleanOf,
  childrenOf,
  optional,
  required,
  unexpected,
} from '../../../domain/policy/element-reader.ts'
import { parseAttributeValue } from '../../../domain/policy/parse-expression.ts'
import type { Attribute, AttributeCategory } from '../../../domain/policy/request.ts'
import type { XmlElement } from '../../../domain/policy/xml-element.ts'
import { readXml } from '../../../infrastructure/xacml/read-xml.ts'

export type RequestAttribute = Attribute & { readonly includeInResult: boolean }

export type RequestCategory = Omit<AttributeCategory, 'attributes'> & {
  readonly xmlId: string | undefined
  readonly attributes: readonly RequestAttribute[]
}

export type RequestDocument = {
  readonly returnPolicyIds: boolean
  readonly combinedDecision: boolean
  readonly categories: readonly RequestCategory[]
  /** Each names the categories of one question, by their xml:id. */
  readonly references: readonly (readonly string[])[]
}

/** An XACML 3.0 request from its XML text. @throws if it is no sound request. */
export function readRequest(xml: string): RequestDocument {
  const reading = readXml(xml)
  if (!reading.ok) throw new Error(reading.problem.message)
  const children = childrenOf(reading.root, ['Attributes', 'MultiRequests', 'RequestDefaults'])
  return {
    returnPolicyIds: booleanOf(reading.root, 'ReturnPolicyIdList'),
    combinedDecision: booleanOf(reading.root, 'CombinedDecision'),
    categories: children.filter(({ name }) => name === 'Attributes').map(readCategory),
    references: children.filter(({ name }) => name === 'MultiRequests').flatMap(readReferences),
  }
}

function readCategory(element: XmlElement): RequestCategory {
  const children = childrenOf(element, ['Content', 'Attribute'])
  const content = children.find(({ name }) => name === 'Content')
  const document = content?.children.find((child) => child.kind === 'element')
  const xmlId = element.attributes.find(({ namespace, name }) => namespace !== '' && name === 'id')
  return {
    category: required(element, 'Category'),
    xmlId: xmlId?.value,
    attributes: children.filter(({ name }) => name === 'Attribute').map(readAttribute),
    ...(document?.kind === 'element' && { content: document }),
  }
}

function readAttribute(element: XmlElement): RequestAttribute {
  const issuer = optional(element, 'Issuer')
  const values = childrenOf(element, ['AttributeValue'])
  if (values.length === 0) unexpected(element, 'has no value')
  return {
    id: required(element, 'AttributeId'),
    includeInResult: booleanOf(element, 'IncludeInResult'),
    values: values.map(parseAttributeValue),
    ...(issuer !== undefined && { issuer }),
  }
}

const readReferences = (element: XmlElement) =>
  childrenOf(element, ['RequestReference']).map((reference) =>
    childrenOf(reference, ['AttributesReference']).map((named) => required(named, 'ReferenceId')),
  )
