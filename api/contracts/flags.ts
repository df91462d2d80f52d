import { z } from 'zod'
import { orAbsent } from '../http/any-case.ts'

/** `true` or `false` in a query, in any case. */
export const Flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['true', 'false'], { error: 'The value is not valid.' }))
  .transform((text) => text === 'true')

/** A flag that is down when it is left out. */
export const flag = () => orAbsent(Flag).transform((value) => value ?? false)
