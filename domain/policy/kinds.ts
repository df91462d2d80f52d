import { doubleKind, integerKind } from './number-kinds.ts'
import {
  anyUriKind,
  base64BinaryKind,
  booleanKind,
  dnsNameKind,
  hexBinaryKind,
  ipAddressKind,
  rfc822NameKind,
  stringKind,
  x500NameKind,
} from './text-kinds.ts'
import {
  dateKind,
  dateTimeKind,
  dayTimeDurationKind,
  timeKind,
  yearMonthDurationKind,
} from './time-kinds.ts'
import type { DataType, Kind, Shape, Value } from './value.ts'

/** A kind whose payload is hidden, so that the kinds of all data types fit in one table. */
export type AnyKind = {
  readonly type: DataType
  readonly uri: string
  readonly parseValue: (text: string) => Value | undefined
  readonly printValue: (value: Value) => string
  /** False for values of different types. */
  readonly equalValues: (left: Value, right: Value) => boolean
}

function anyKind<Payload>(kind: Kind<Payload>): AnyKind {
  return {
    type: kind.type,
    uri: kind.uri,
    parseValue: (text) => {
      const payload = kind.parse(text)
      return payload === undefined ? undefined : kind.wrap(payload)
    },
    printValue: (value) => {
      const payload = kind.unwrap(value)
      return payload === undefined ? '' : kind.print(payload)
    },
    equalValues: (left, right) => {
      const [one, other] = [kind.unwrap(left), kind.unwrap(right)]
      return one !== undefined && other !== undefined && kind.equal(one, other)
    },
  }
}

const xpathExpressionUri = 'urn:oasis:names:tc:xacml:3.0:data-type:xpathExpression'

/** An XPath expression is not read from its text alone: it needs its category and its prefixes. */
const xpathExpressionKind: AnyKind = {
  type: 'xpathExpression',
  uri: xpathExpressionUri,
  parseValue: () => undefined,
  printValue: (value) => (value.type === 'xpathExpression' ? value.value.path : ''),
  equalValues: () => false,
}

const kinds: Readonly<Record<DataType, AnyKind>> = {
  string: anyKind(stringKind),
  boolean: anyKind(booleanKind),
  integer: anyKind(integerKind),
  double: anyKind(doubleKind),
  time: anyKind(timeKind),
  date: anyKind(dateKind),
  dateTime: anyKind(dateTimeKind),
  dayTimeDuration: anyKind(dayTimeDurationKind),
  yearMonthDuration: anyKind(yearMonthDurationKind),
  anyURI: anyKind(anyUriKind),
  hexBinary: anyKind(hexBinaryKind),
  base64Binary: anyKind(base64BinaryKind),
  x500Name: anyKind(x500NameKind),
  rfc822Name: anyKind(rfc822NameKind),
  ipAddress: anyKind(ipAddressKind),
  dnsName: anyKind(dnsNameKind),
  xpathExpression: xpathExpressionKind,
}

const dataTypes = Object.values(kinds).map(({ type }) => type)
const elementTypes = new Map<Shape, DataType>(dataTypes.map((type) => [`bag of ${type}`, type]))

/** The type of a value of the shape, or of the values of the bag that it is. */
export const elementOf = (shape: Shape): Shape => elementTypes.get(shape) ?? shape

const bagTypes = new Map<Shape, Shape>(dataTypes.map((type) => [type, `bag of ${type}`]))

/** The bag of values of the shape; undefined if it is a bag itself. */
export const bagHolding = (shape: Shape): Shape | undefined => bagTypes.get(shape)

/** Appendix A.4: what durations were called in versions 1 and 2. */
const earlierUris: readonly [string, DataType][] = (
  ['dayTimeDuration', 'yearMonthDuration'] as const
).map((type) => [`http://www.w3.org/TR/2002/WD-xquery-operators-20020816#${type}`, type])

const typeByUri = new Map([
  ...earlierUris,
  ...Object.values(kinds).map(({ uri, type }): [string, DataType] => [uri, type]),
])

/** @returns undefined for an identifier that no data type of XACML 3.0 has. */
export const dataTypeOf = (uri: string): DataType | undefined => typeByUri.get(uri)
export const dataTypeUri = (type: DataType): string => kinds[type].uri

/** @returns undefined when the text is not a literal of the type. An XPath expression never is. */
export const parseValue = (type: DataType, text: string): Value | undefined =>
  kinds[type].parseValue(text)
export const printValue = (value: Value): string => kinds[value.type].printValue(value)
/** As the `-equal` function of the type has it; false for values of different types. */
export const equalValues = (left: Value, right: Value): boolean =>
  kinds[left.type].equalValues(left, right)
