import { booleanOf, childrenOf, optional, placeOf, required, textOf } from './element-reader.ts'
import { dataTypeOf, parseValue } from './kinds.ts'
import type { Designator, Expression, Selector } from './policy.ts'
import { UnsoundPolicy } from './problem.ts'
import type { DataType, Value } from './value.ts'
import type { XmlElement } from './xml-element.ts'
import { trimmed } from './white-space.ts'

export const expressionNames = [
  'Apply',
  'AttributeDesignator',
  'AttributeSelector',
  'AttributeValue',
  'Function',
  'VariableReference',
] as const

/** An element that is one of {@link expressionNames}. */
export function parseExpression(element: XmlElement): Expression {
  switch (element.name) {
    case 'AttributeValue':
      return { kind: 'literal', value: parseAttributeValue(element) }
    case 'AttributeDesignator':
      return parseDesignator(element)
    case 'AttributeSelector':
      return parseSelector(element)
    case 'Function':
      return { kind: 'function', functionId: required(element, 'FunctionId') }
    case 'VariableReference':
      return { kind: 'variable', variableId: required(element, 'VariableId') }
    default:
      return {
        kind: 'apply',
        functionId: required(element, 'FunctionId'),
        arguments: childrenOf(element, ['Description', ...expressionNames])
          .filter(({ name }) => name !== 'Description')
          .map(parseExpression),
      }
  }
}

/** Reads an `AttributeValue`, of a policy or of a request. @throws {UnsoundPolicy} */
export function parseAttributeValue(element: XmlElement): Value {
  const type = dataTypeIn(element)
  const text = textOf(element)
  if (type === 'xpathExpression') {
    const category = required(element, 'XPathCategory')
    return { type, value: { path: trimmed(text), category, prefixes: element.prefixes } }
  }
  const value = parseValue(type, text)
  if (value !== undefined) return value
  throw new UnsoundPolicy('not-a-literal', `${placeOf(element)} is not a literal of type ${type}.`)
}

export function parseDesignator(element: XmlElement): Designator {
  const issuer = optional(element, 'Issuer')
  return {
    kind: 'designator',
    category: required(element, 'Category'),
    attributeId: required(element, 'AttributeId'),
    dataType: dataTypeIn(element),
    mustBePresent: booleanOf(element, 'MustBePresent'),
    ...(issuer !== undefined && { issuer }),
  }
}

export function parseSelector(element: XmlElement): Selector {
  const contextSelectorId = optional(element, 'ContextSelectorId')
  return {
    kind: 'selector',
    category: required(element, 'Category'),
    path: required(element, 'Path'),
    prefixes: element.prefixes,
    dataType: dataTypeIn(element),
    mustBePresent: booleanOf(element, 'MustBePresent'),
    ...(contextSelectorId !== undefined && { contextSelectorId }),
  }
}

function dataTypeIn(element: XmlElement): DataType {
  const uri = required(element, 'DataType')
  const type = dataTypeOf(uri)
  if (type !== undefined) return type
  throw new UnsoundPolicy('unknown-data-type', `${placeOf(element)} has the data type ${uri}.`)
}
