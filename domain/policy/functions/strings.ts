import { madeTextLengthMax } from '../limits.ts'
import { doubleKind, integerKind } from '../number-kinds.ts'
import {
  anyUriKind,
  booleanKind,
  dnsNameKind,
  ipAddressKind,
  rfc822NameKind,
  stringKind,
  x500NameKind,
} from '../text-kinds.ts'
import {
  dateKind,
  dateTimeKind,
  dayTimeDurationKind,
  timeKind,
  yearMonthDurationKind,
} from '../time-kinds.ts'
import { core } from '../type-names.ts'
import { trimmed } from '../white-space.ts'
import { type Evaluated, failure, type Kind, processingError, truth } from '../value.ts'
import { binary, folded, type FunctionDefinition, type FunctionTable, unary } from './definition.ts'

const tooLong = `A string would be longer than ${madeTextLengthMax} characters.`

const concatenate = folded(
  stringKind,
  (left, right) => (left.length + right.length > madeTextLengthMax ? undefined : left + right),
  tooLong,
)

const normaliseSpace = unary(stringKind, 'string', (text) => stringKind.wrap(trimmed(text)))

const lowerCase = unary(stringKind, 'string', (text) => stringKind.wrap(text.toLowerCase()))

/** The canonical text of a value as a string, and a string read as a literal of the type (A.3.9). */
function conversions<P>(kind: Kind<P>): FunctionTable {
  const fromString = unary(stringKind, kind.type, (text) => {
    const payload = kind.parse(text)
    return payload === undefined
      ? failure('syntax-error', `A string is not a literal of the type ${kind.type}.`)
      : kind.wrap(payload)
  })
  const { canonical = kind.print } = kind
  const toString = unary(kind, 'string', (payload) => stringKind.wrap(canonical(payload)))
  return [
    [core('3.0', `${kind.type}-from-string`), fromString],
    [core('3.0', `string-from-${kind.type}`), toString],
  ]
}

type TextTest = (whole: string, part: string) => boolean

/** The part is always a string and comes first; the whole is a string or a URI. */
const textTests = (name: string, holds: TextTest): FunctionTable =>
  [stringKind, anyUriKind].map((kind) => [
    core('3.0', `${kind.type}-${name}`),
    binary([stringKind, kind], 'boolean', (part, whole) => truth(holds(whole, part))),
  ])

const outOfRange = processingError('A substring begins or ends outside the text.')

function substring([text, begin, end]: readonly Evaluated[], kind: Kind<string>): Evaluated {
  const whole = text && kind.unwrap(text)
  const from = begin && integerKind.unwrap(begin)
  const to = end && integerKind.unwrap(end)
  if (whole === undefined || from === undefined || to === undefined) return outOfRange
  const characters = Array.from(whole)
  const until = to === -1n ? BigInt(characters.length) : to
  if (from < 0n || until < from || until > BigInt(characters.length)) return outOfRange
  return stringKind.wrap(characters.slice(Number(from), Number(until)).join(''))
}

const substringOf = (kind: Kind<string>): FunctionDefinition => ({
  parameters: [kind.type, 'integer', 'integer'],
  result: 'string',
  apply: (values) => ofSameKind(substring(values, kind), kind),
})

const notUri = processingError('A part of a URI is no URI.')

/** A part of a URI must be one too, though it comes as a string. */
function ofSameKind(part: Evaluated, kind: Kind<string>): Evaluated {
  const text = stringKind.unwrap(part)
  return text === undefined || kind.parse(text) !== undefined ? part : notUri
}

/** Appendix A.3.3 and A.3.9. */
export const stringFunctions: FunctionTable = [
  [core('1.0', 'string-normalize-space'), normaliseSpace],
  [core('1.0', 'string-normalize-to-lower-case'), lowerCase],
  [core('2.0', 'string-concatenate'), concatenate],
  ...conversions(booleanKind),
  ...conversions(integerKind),
  ...conversions(doubleKind),
  ...conversions(timeKind),
  ...conversions(dateKind),
  ...conversions(dateTimeKind),
  ...conversions(anyUriKind),
  ...conversions(dayTimeDurationKind),
  ...conversions(yearMonthDurationKind),
  ...conversions(x500NameKind),
  ...conversions(rfc822NameKind),
  ...conversions(ipAddressKind),
  ...conversions(dnsNameKind),
  ...textTests('starts-with', (whole, part) => whole.startsWith(part)),
  ...textTests('ends-with', (whole, part) => whole.endsWith(part)),
  ...textTests('contains', (whole, part) => whole.includes(part)),
  [core('3.0', 'string-substring'), substringOf(stringKind)],
  [core('3.0', 'anyURI-substring'), substringOf(anyUriKind)],
]
