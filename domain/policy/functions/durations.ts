import { addMonths, addNanoseconds } from '../moment.ts'
import {
  dateKind,
  dateTimeKind,
  dayTimeDurationKind,
  yearMonthDurationKind,
} from '../time-kinds.ts'
import { core } from '../type-names.ts'
import { binary, type FunctionTable } from './definition.ts'

const withDays = [dateTimeKind, dayTimeDurationKind] as const
const withMonths = [dateTimeKind, yearMonthDurationKind] as const
const dateWithMonths = [dateKind, yearMonthDurationKind] as const

/** Appendix A.3.7. */
export const durationFunctions: FunctionTable = [
  [
    core('3.0', 'dateTime-add-dayTimeDuration'),
    binary(withDays, 'dateTime', (at, length) => dateTimeKind.wrap(addNanoseconds(at, length))),
  ],
  [
    core('3.0', 'dateTime-subtract-dayTimeDuration'),
    binary(withDays, 'dateTime', (at, length) => dateTimeKind.wrap(addNanoseconds(at, -length))),
  ],
  [
    core('3.0', 'dateTime-add-yearMonthDuration'),
    binary(withMonths, 'dateTime', (at, length) => dateTimeKind.wrap(addMonths(at, length))),
  ],
  [
    core('3.0', 'dateTime-subtract-yearMonthDuration'),
    binary(withMonths, 'dateTime', (at, length) => dateTimeKind.wrap(addMonths(at, -length))),
  ],
  [
    core('3.0', 'date-add-yearMonthDuration'),
    binary(dateWithMonths, 'date', (at, length) => dateKind.wrap(addMonths(at, length))),
  ],
  [
    core('3.0', 'date-subtract-yearMonthDuration'),
    binary(dateWithMonths, 'date', (at, length) => dateKind.wrap(addMonths(at, -length))),
  ],
]
