import { UnsoundPolicy } from './problem.ts'
import type { XmlElement } from './xml-element.ts'
import { trimmed } from './white-space.ts'

export const xacmlNamespace = 'urn:oasis:names:tc:xacml:3.0:core:schema:wd-17'

export const placeOf = ({ name, line }: XmlElement): string => `<${name}> on line ${line}`

/** @throws {UnsoundPolicy} of a document that is not built as the standard's schema has it. */
export function unexpected(element: XmlElement, what: string): never {
  throw new UnsoundPolicy('not-a-policy', `${placeOf(element)} ${what}.`)
}

export const optional = (element: XmlElement, name: string): string | undefined =>
  element.attributes.find((attribute) => attribute.namespace === '' && attribute.name === name)
    ?.value

export const required = (element: XmlElement, name: string): string =>
  trimmed(optional(element, name) ?? unexpected(element, `has no attribute ${name}`))

/** The child elements, each one of the names; text between them is not allowed. */
export function childrenOf(element: XmlElement, names: readonly string[]): readonly XmlElement[] {
  return element.children.flatMap((child) => {
    if (child.kind === 'text') {
      return trimmed(child.text) === '' ? [] : unexpected(element, 'has text where none belongs')
    }
    if (child.kind !== 'element') return []
    if (child.namespace !== xacmlNamespace || !names.includes(child.name)) {
      unexpected(child, `does not belong in <${element.name}>`)
    }
    return [child]
  })
}

/** The one child of a name, if there is one. */
export function atMostOne(
  element: XmlElement,
  children: readonly XmlElement[],
  name: string,
): XmlElement | undefined {
  const [first, second] = children.filter((child) => child.name === name)
  return second === undefined ? first : unexpected(element, `has more than one <${name}>`)
}

/** The text of an element that has no elements in it. White space is kept. */
export function textOf(element: XmlElement): string {
  return element.children
    .map((child) => {
      if (child.kind === 'element') unexpected(child, `does not belong in <${element.name}>`)
      return child.kind === 'text' ? child.text : ''
    })
    .join('')
}

export function booleanOf(element: XmlElement, name: string): boolean {
  const text = required(element, name)
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : unexpected(element, `has a ${name} of ${text}`)
}
