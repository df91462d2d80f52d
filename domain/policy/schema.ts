import { optional, unexpected, xacmlNamespace } from './element-reader.ts'
import { trimmed } from './white-space.ts'
import type { XmlElement, XmlNode } from './xml-element.ts'

/** One place in the order of an element's children. */
type Place = {
  readonly names: readonly string[]
  readonly isNeeded?: true
  readonly isRepeated?: true
}

type ElementType = {
  readonly needed?: readonly string[]
  readonly optional?: readonly string[]
  /** Text alone; or children in this order, none at all if it is empty; or whatever there is. */
  readonly content: 'text' | 'anything' | readonly Place[]
}

const maybe = (...names: readonly string[]): Place => ({ names })
const one = (...names: readonly string[]): Place => ({ names, isNeeded: true })
const any = (...names: readonly string[]): Place => ({ names, isRepeated: true })
const some = (...names: readonly string[]): Place => ({ names, isNeeded: true, isRepeated: true })

const expression = [
  'Apply',
  'AttributeDesignator',
  'AttributeSelector',
  'AttributeValue',
  'Function',
  'VariableReference',
]
const duties = [maybe('ObligationExpressions'), maybe('AdviceExpressions')]
const about = [maybe('Description'), maybe('PolicyIssuer')]
const parameters = [any('CombinerParameter')]
const reference: ElementType = {
  optional: ['Version', 'EarliestVersion', 'LatestVersion'],
  content: 'text',
}
const defaults: ElementType = { content: [one('XPathVersion')] }

/** Appendix of the core specification: the schema of version 3.0, as far as a policy is made of it. */
const types: Readonly<Record<string, ElementType>> = {
  PolicySet: {
    needed: ['PolicySetId', 'Version', 'PolicyCombiningAlgId'],
    optional: ['MaxDelegationDepth'],
    content: [
      ...about,
      maybe('PolicySetDefaults'),
      one('Target'),
      any(
        'PolicySet',
        'Policy',
        'PolicySetIdReference',
        'PolicyIdReference',
        'CombinerParameters',
        'PolicyCombinerParameters',
        'PolicySetCombinerParameters',
      ),
      ...duties,
    ],
  },
  Policy: {
    needed: ['PolicyId', 'Version', 'RuleCombiningAlgId'],
    optional: ['MaxDelegationDepth'],
    content: [
      ...about,
      maybe('PolicyDefaults'),
      one('Target'),
      any('CombinerParameters', 'RuleCombinerParameters', 'VariableDefinition', 'Rule'),
      ...duties,
    ],
  },
  Rule: {
    needed: ['RuleId', 'Effect'],
    content: [maybe('Description'), maybe('Target'), maybe('Condition'), ...duties],
  },
  Description: { content: 'text' },
  PolicyIssuer: { content: 'anything' },
  PolicyDefaults: defaults,
  PolicySetDefaults: defaults,
  XPathVersion: { content: 'text' },
  PolicyIdReference: reference,
  PolicySetIdReference: reference,
  CombinerParameters: { content: parameters },
  RuleCombinerParameters: { needed: ['RuleIdRef'], content: parameters },
  PolicyCombinerParameters: { needed: ['PolicyIdRef'], content: parameters },
  PolicySetCombinerParameters: { needed: ['PolicySetIdRef'], content: parameters },
  CombinerParameter: { needed: ['ParameterName'], content: [one('AttributeValue')] },
  Target: { content: [any('AnyOf')] },
  AnyOf: { content: [some('AllOf')] },
  AllOf: { content: [some('Match')] },
  Match: {
    needed: ['MatchId'],
    content: [one('AttributeValue'), one('AttributeDesignator', 'AttributeSelector')],
  },
  Condition: { content: [one(...expression)] },
  VariableDefinition: { needed: ['VariableId'], content: [one(...expression)] },
  VariableReference: { needed: ['VariableId'], content: [] },
  Function: { needed: ['FunctionId'], content: [] },
  Apply: { needed: ['FunctionId'], content: [maybe('Description'), any(...expression)] },
  AttributeDesignator: {
    needed: ['Category', 'AttributeId', 'DataType', 'MustBePresent'],
    // `SubjectCategory` was version 2's name for a category. The public suite still has it, where it says nothing.
    optional: ['Issuer', 'SubjectCategory'],
    content: [],
  },
  AttributeSelector: {
    needed: ['Category', 'Path', 'DataType', 'MustBePresent'],
    optional: ['ContextSelectorId'],
    content: [],
  },
  // A value may have any attributes and anything inside: its data type says what it is.
  AttributeValue: { needed: ['DataType'], content: 'anything' },
  ObligationExpressions: { content: [some('ObligationExpression')] },
  AdviceExpressions: { content: [some('AdviceExpression')] },
  ObligationExpression: {
    needed: ['ObligationId', 'FulfillOn'],
    content: [any('AttributeAssignmentExpression')],
  },
  AdviceExpression: {
    needed: ['AdviceId', 'AppliesTo'],
    content: [any('AttributeAssignmentExpression')],
  },
  AttributeAssignmentExpression: {
    needed: ['AttributeId'],
    optional: ['Category', 'Issuer'],
    content: [one(...expression)],
  },
}

/**
 * Holds a policy to the standard's schema: no element that is unknown, missing or out of order, no attribute that is missing
 * or unknown. An attribute of another vocabulary (a place of the schema, say) may stand anywhere. The types of attributes
 * and texts are not looked at, nor what names refer to.
 *
 * @throws {UnsoundPolicy} of the first element that differs.
 */
export function checkSchema(element: XmlElement): void {
  const type = element.namespace === xacmlNamespace ? types[element.name] : undefined
  if (type === undefined) return unexpected(element, 'is no element of a policy')
  checkAttributes(element, type)
  if (type.content === 'anything') return
  if (type.content === 'text') return checkText(element)
  checkOrder(element, elementsIn(element), type.content)
  for (const child of elementsIn(element)) checkSchema(child)
}

function checkAttributes(element: XmlElement, type: ElementType): void {
  const { needed = [], optional: others = [], content } = type
  for (const name of needed)
    if (optional(element, name) === undefined) unexpected(element, `has no attribute ${name}`)
  if (content === 'anything') return
  for (const { namespace, name } of element.attributes)
    if (namespace === '' && !needed.includes(name) && !others.includes(name))
      unexpected(element, `has an attribute ${name}, which does not belong there`)
}

const isText = (node: XmlNode): boolean => node.kind === 'text' && trimmed(node.text) !== ''

function elementsIn(element: XmlElement): readonly XmlElement[] {
  if (element.children.some(isText)) unexpected(element, 'has text where none belongs')
  return element.children.flatMap((child) => (child.kind === 'element' ? [child] : []))
}

function checkText(element: XmlElement): void {
  for (const child of element.children)
    if (child.kind === 'element') unexpected(child, `does not belong in <${element.name}>`)
}

/** No name has two places in an order, so a child is in the first that it can be in. */
function checkOrder(
  element: XmlElement,
  children: readonly XmlElement[],
  places: readonly Place[],
): void {
  let next = 0
  for (const place of places) {
    const start = next
    while (takes(place, children[next], next - start)) next += 1
    if (place.isNeeded && next === start) missing(element, children[next], place)
  }
  const left = children[next]
  if (left !== undefined) outOfPlace(element, left, places)
}

const takes = (place: Place, child: XmlElement | undefined, taken: number): child is XmlElement =>
  child?.namespace === xacmlNamespace &&
  place.names.includes(child.name) &&
  (place.isRepeated === true || taken === 0)

function missing(element: XmlElement, instead: XmlElement | undefined, { names }: Place): never {
  const needed = names.map((name) => `<${name}>`).join(', ')
  return instead === undefined
    ? unexpected(element, `has no ${needed}`)
    : unexpected(instead, `stands in <${element.name}> where there must be ${needed}`)
}

function outOfPlace(element: XmlElement, child: XmlElement, places: readonly Place[]): never {
  const isKnown = places.some(({ names }) => names.includes(child.name))
  return unexpected(
    child,
    isKnown
      ? `is out of order in <${element.name}>: there ${namesOf(places)} must come in this order`
      : `does not belong in <${element.name}>`,
  )
}

const namesOf = (places: readonly Place[]): string =>
  places.map(({ names }) => names.map((name) => `<${name}>`).join(' or ')).join(', ')
