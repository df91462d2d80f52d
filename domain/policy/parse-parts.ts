import { atMostOne, childrenOf, optional, required, unexpected } from './element-reader.ts'
import {
  expressionNames,
  parseAttributeValue,
  parseDesignator,
  parseExpression,
  parseSelector,
} from './parse-expression.ts'
import type {
  AllOf,
  AssignmentExpression,
  DutyExpression,
  Effect,
  Expression,
  Match,
  Target,
} from './policy.ts'
import type { XmlElement } from './xml-element.ts'

export const parseTarget = (element: XmlElement): Target =>
  childrenOf(element, ['AnyOf']).map((anyOf) => notEmpty(anyOf, 'AllOf').map(parseAllOf))

const parseAllOf = (element: XmlElement): AllOf => notEmpty(element, 'Match').map(parseMatch)

function notEmpty(element: XmlElement, name: string): readonly XmlElement[] {
  const children = childrenOf(element, [name])
  return children.length > 0 ? children : unexpected(element, `has no <${name}>`)
}

function parseMatch(element: XmlElement): Match {
  const children = childrenOf(element, [
    'AttributeValue',
    'AttributeDesignator',
    'AttributeSelector',
  ])
  const value = atMostOne(element, children, 'AttributeValue')
  const designator = atMostOne(element, children, 'AttributeDesignator')
  const selector = atMostOne(element, children, 'AttributeSelector')
  const attribute =
    (designator && parseDesignator(designator)) ?? (selector && parseSelector(selector))
  if (value === undefined || attribute === undefined || children.length !== 2) {
    return unexpected(element, 'must have one value and one designator or selector')
  }
  return {
    functionId: required(element, 'MatchId'),
    value: parseAttributeValue(value),
    attribute,
  }
}

type Duties = {
  readonly obligations: readonly DutyExpression[]
  readonly advice: readonly DutyExpression[]
}

/** The obligations and the advice of a rule, a policy or a policy set. */
export function parseDuties(element: XmlElement, children: readonly XmlElement[]): Duties {
  const parse = (name: 'Obligation' | 'Advice', on: string) => {
    const list = atMostOne(element, children, `${name}Expressions`)
    if (list === undefined) return []
    return notEmpty(list, `${name}Expression`).map((duty) => ({
      id: required(duty, `${name}Id`),
      on: parseEffect(duty, on),
      assignments: childrenOf(duty, ['AttributeAssignmentExpression']).map(parseAssignment),
    }))
  }
  return { obligations: parse('Obligation', 'FulfillOn'), advice: parse('Advice', 'AppliesTo') }
}

export function parseEffect(element: XmlElement, name: string): Effect {
  const effect = required(element, name)
  if (effect === 'Permit' || effect === 'Deny') return effect
  return unexpected(element, `has the ${name} ${effect}`)
}

function parseAssignment(element: XmlElement): AssignmentExpression {
  const category = optional(element, 'Category')
  const issuer = optional(element, 'Issuer')
  return {
    attributeId: required(element, 'AttributeId'),
    expression: parseOnlyExpression(element),
    ...(category !== undefined && { category }),
    ...(issuer !== undefined && { issuer }),
  }
}

/** The one expression inside a condition, a variable definition or an assignment. */
export function parseOnlyExpression(element: XmlElement): Expression {
  const [expression, ...others] = childrenOf(element, expressionNames)
  if (expression === undefined || others.length > 0) {
    return unexpected(element, 'must have one expression')
  }
  return parseExpression(expression)
}
