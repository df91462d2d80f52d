import type { DistinguishedName } from './x500-name.ts'
import type { Moment } from './moment.ts'

/** What each data type of XACML 3.0 holds (core specification, appendix A.2). */
export type Payloads = {
  readonly string: string
  readonly boolean: boolean
  readonly integer: bigint
  readonly double: number
  readonly time: Moment
  readonly date: Moment
  readonly dateTime: Moment
  /** Nanoseconds. */
  readonly dayTimeDuration: bigint
  /** Months. */
  readonly yearMonthDuration: bigint
  readonly anyURI: string
  /** Two capital hexadecimal digits a byte. */
  readonly hexBinary: string
  /** Canonical base64. */
  readonly base64Binary: string
  readonly x500Name: DistinguishedName
  readonly rfc822Name: MailboxName
  readonly ipAddress: string
  readonly dnsName: string
  readonly xpathExpression: XPathExpression
}

/** The part before the @ is told apart by case, the part after it is not. */
export type MailboxName = { readonly local: string; readonly domain: string }

export type XPathExpression = {
  readonly path: string
  /** The category of attributes whose Content the path is walked in. */
  readonly category: string
  readonly prefixes: ReadonlyMap<string, string>
}

export type DataType = keyof Payloads

type ValueByType = {
  readonly [Type in DataType]: { readonly type: Type; readonly value: Payloads[Type] }
}
export type Value = ValueByType[DataType]

/** An unordered collection of values of one type. Duplicates count, and it may be empty. */
export type Bag = { readonly type: 'bag'; readonly values: readonly Value[] }

export type StatusCode = 'ok' | 'missing-attribute' | 'syntax-error' | 'processing-error'

/** Why an expression has no value. It makes its rule Indeterminate unless another part decides. */
export type Failure = {
  readonly type: 'failure'
  readonly code: Exclude<StatusCode, 'ok'>
  readonly message: string
}

export type Evaluated = Value | Bag | Failure

/** The static type of an expression. */
export type Shape = DataType | `bag of ${DataType}`

export const emptyBag: Bag = { type: 'bag', values: [] }
export const yes: Value = { type: 'boolean', value: true }
export const no: Value = { type: 'boolean', value: false }
export const truth = (claim: boolean): Value => (claim ? yes : no)

export const failure = (code: Failure['code'], message: string): Failure => ({
  type: 'failure',
  code,
  message,
})
export const processingError = (message: string): Failure => failure('processing-error', message)

/** One value of a data type, seen without knowing which: how it is read, printed and compared. */
export type Kind<Payload> = {
  readonly type: DataType
  readonly uri: string
  /** @returns undefined when the text is not a literal of the type. */
  readonly parse: (text: string) => Payload | undefined
  readonly print: (payload: Payload) => string
  /** The one text of all that are equal, where {@link print} keeps more of what was written. */
  readonly canonical?: (payload: Payload) => string
  readonly equal: (left: Payload, right: Payload) => boolean
  readonly wrap: (payload: Payload) => Value
  /** @returns undefined when what was evaluated is not one value of this type. */
  readonly unwrap: (evaluated: Evaluated) => Payload | undefined
}
