import type { Moment } from './moment.ts'
import type { Value } from './value.ts'
import type { XmlElement } from './xml-element.ts'

/** One question to a policy: what is known of who, what, which action and the surroundings. */
export type PolicyRequest = {
  /** Several entries of one category are read as one. */
  readonly categories: readonly AttributeCategory[]
  /** What `current-dateTime`, `current-date` and `current-time` are when the request does not say. */
  readonly now?: Moment
}

const clock = 'urn:oasis:names:tc:xacml:1.0:environment:current-'

/** The attributes of the environment that tell the time, and of which type each is (section 10.2.5). */
export const clockTypes: ReadonlyMap<string, 'time' | 'date' | 'dateTime'> = new Map([
  [`${clock}time`, 'time'],
  [`${clock}date`, 'date'],
  [`${clock}dateTime`, 'dateTime'],
])

export type AttributeCategory = {
  readonly category: string
  readonly attributes: readonly Attribute[]
  /** The one element inside `Content`, for selectors and XPath functions. */
  readonly content?: XmlElement
}

export type Attribute = {
  readonly id: string
  readonly issuer?: string
  readonly values: readonly Value[]
}

/** An attribute whose values are all of the data type string. */
export const stringAttribute = (id: string, texts: readonly string[]): Attribute => ({
  id,
  values: texts.map((value) => ({ type: 'string', value })),
})
