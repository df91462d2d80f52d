import { category } from '../../domain/policy/altinn-attributes.ts'
import {
  booleanOf,
  childrenOf,
  optional,
  required,
  textOf,
  unexpected,
  xacmlNamespace,
} from '../../domain/policy/element-reader.ts'
import type { XmlElement } from '../../domain/policy/xml-element.ts'
import type { Category, XacmlRequest } from './request.ts'

/**
 * A question in the XML form of XACML 3.0 (core specification §5.42) as the JSON form has it. `Content` is not read, nor
 * are the defaults of XPath.
 *
 * @throws {UnsoundPolicy} of an element that is not built as the standard's schema has it.
 */
export function requestIn(root: XmlElement): XacmlRequest {
  if (root.name !== 'Request' || root.namespace !== xacmlNamespace)
    unexpected(root, 'is no Request')
  const children = childrenOf(root, ['RequestDefaults', 'Attributes', 'MultiRequests'])
  const all = children.filter(({ name }) => name === 'Attributes').map(categoryIn)
  const named = (id: string) => all.filter(({ CategoryId: stated }) => stated === id)
  const references = children
    .filter(({ name }) => name === 'MultiRequests')
    .flatMap((one) => childrenOf(one, ['RequestReference']))
  return {
    AccessSubject: named(category.subject),
    Action: named(category.action),
    Resource: named(category.resource),
    Category: all.filter(({ CategoryId: stated }) => !placed.has(stated)),
    MultiRequests: { RequestReference: references.map(referenceIn) },
  }
}

/** Those that have members of their own in the JSON form. */
const placed = new Set<string | null | undefined>([
  category.subject,
  category.action,
  category.resource,
])

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

function categoryIn(element: XmlElement): Category {
  const id = element.attributes.find(
    ({ namespace, name }) => namespace === xmlNamespace && name === 'id',
  )
  return {
    CategoryId: required(element, 'Category'),
    ...(id && { Id: id.value }),
    Attribute: childrenOf(element, ['Content', 'Attribute'])
      .filter(({ name }) => name === 'Attribute')
      .flatMap(attributesIn),
  }
}

/** An attribute of several values stands for as many attributes of one. */
function attributesIn(element: XmlElement) {
  const isIncluded = optional(element, 'IncludeInResult') !== undefined
  return childrenOf(element, ['AttributeValue']).map((value) => ({
    AttributeId: required(element, 'AttributeId'),
    Value: textOf(value),
    DataType: required(value, 'DataType'),
    IncludeInResult: isIncluded && booleanOf(element, 'IncludeInResult'),
  }))
}

const referenceIn = (element: XmlElement) => ({
  ReferenceId: childrenOf(element, ['AttributesReference']).map((one) =>
    required(one, 'ReferenceId'),
  ),
})
