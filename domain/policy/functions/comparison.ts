import { instantOf, type Moment, nanosecondsPerDay } from '../moment.ts'
import { doubleKind, integerKind } from '../number-kinds.ts'
import { stringKind } from '../text-kinds.ts'
import { dateKind, dateTimeKind, timeKind } from '../time-kinds.ts'
import { core } from '../type-names.ts'
import { type Evaluated, type Kind, processingError, truth } from '../value.ts'
import { binary, type FunctionDefinition, type FunctionTable } from './definition.ts'

type Order<P> = (left: P, right: P) => number

const ordered = <P>(kind: Kind<P>, order: Order<P>): FunctionTable =>
  (
    [
      ['greater-than', (sign: number) => sign > 0],
      ['greater-than-or-equal', (sign: number) => sign >= 0],
      ['less-than', (sign: number) => sign < 0],
      ['less-than-or-equal', (sign: number) => sign <= 0],
    ] as const
  ).map(([name, holds]) => [
    core('1.0', `${kind.type}-${name}`),
    binary([kind, kind], 'boolean', (a, b) => truth(holds(order(a, b)))),
  ])

// NaN is neither less than, equal to nor greater than anything: a sign that is NaN answers so.
const byNumber: Order<number> = (a, b) => (a === b ? 0 : a - b)
const byInteger: Order<bigint> = (a, b) => (a === b ? 0 : a < b ? -1 : 1)
const byInstant: Order<Moment> = (a, b) => byInteger(instantOf(a), instantOf(b))

/** By code point, where the language itself compares code units. */
const byCodePoint: Order<string> = (a, b) => {
  let at = 0
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  // A difference in the second half of a surrogate pair is read from the pair's beginning.
  const from = at > 0 && isHighSurrogate(a.charCodeAt(at - 1)) ? at - 1 : at
  return (a.codePointAt(from) ?? -1) - (b.codePointAt(from) ?? -1)
}
const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff

const wrongType = processingError('time-in-range takes three times.')

/** From the second time to the third, over midnight if need be; zones follow the first (A.3.6). */
function timeInRange([first, second, third]: readonly Evaluated[]): Evaluated {
  const [time, from, to] = [first, second, third].map((value) => value && timeKind.unwrap(value))
  if (time === undefined || from === undefined || to === undefined) return wrongType
  const zone = time.zoneMinutes ?? 0
  const start = instantOf(from, zone)
  const sinceStart = (moment: Moment) => modulo(instantOf(moment, zone) - start, nanosecondsPerDay)
  return truth(sinceStart(time) <= sinceStart(to))
}

const modulo = (value: bigint, by: bigint): bigint => ((value % by) + by) % by

const inRange: FunctionDefinition = {
  parameters: ['time', 'time', 'time'],
  result: 'boolean',
  apply: timeInRange,
}

/** Appendix A.3.6 and A.3.8. */
export const comparisonFunctions: FunctionTable = [
  ...ordered(integerKind, byInteger),
  ...ordered(doubleKind, byNumber),
  ...ordered(stringKind, byCodePoint),
  ...ordered(timeKind, byInstant),
  ...ordered(dateKind, byInstant),
  ...ordered(dateTimeKind, byInstant),
  [core('2.0', 'time-in-range'), inRange],
]
