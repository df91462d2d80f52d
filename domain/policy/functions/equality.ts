import { doubleKind, integerKind } from '../number-kinds.ts'
import {
  anyUriKind,
  base64BinaryKind,
  booleanKind,
  hexBinaryKind,
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
import { type Kind, truth } from '../value.ts'
import { type FunctionDefinition, type FunctionTable, preparable } from './definition.ts'

const equal = <P>(kind: Kind<P>): FunctionDefinition =>
  preparable([kind, kind], 'boolean', (left: P) => (right: P) => truth(kind.equal(left, right)))

const equalIgnoringCase = preparable([stringKind, stringKind], 'boolean', (left) => {
  const lower = left.toLowerCase()
  return (right) => truth(right === left || right.toLowerCase() === lower)
})

/** Appendix A.3.1. */
export const equalityFunctions: FunctionTable = [
  [core('1.0', 'string-equal'), equal(stringKind)],
  [core('3.0', 'string-equal-ignore-case'), equalIgnoringCase],
  [core('1.0', 'boolean-equal'), equal(booleanKind)],
  [core('1.0', 'integer-equal'), equal(integerKind)],
  [core('1.0', 'double-equal'), equal(doubleKind)],
  [core('1.0', 'date-equal'), equal(dateKind)],
  [core('1.0', 'time-equal'), equal(timeKind)],
  [core('1.0', 'dateTime-equal'), equal(dateTimeKind)],
  [core('3.0', 'dayTimeDuration-equal'), equal(dayTimeDurationKind)],
  [core('3.0', 'yearMonthDuration-equal'), equal(yearMonthDurationKind)],
  [core('1.0', 'anyURI-equal'), equal(anyUriKind)],
  [core('1.0', 'x500Name-equal'), equal(x500NameKind)],
  [core('1.0', 'rfc822Name-equal'), equal(rfc822NameKind)],
  [core('1.0', 'hexBinary-equal'), equal(hexBinaryKind)],
  [core('1.0', 'base64Binary-equal'), equal(base64BinaryKind)],
]
