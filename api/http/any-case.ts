import { z } from 'zod'
import { noteUnknown } from './unknown-members.ts'

/**
 * An object whose members may be written in any case, as the contract takes them (spec systemuser-api §0.1). One that
 * is written in two ways at once is refused, as two readers would take different ones. Unknown members are dropped, and
 * noted, so that who sent them can be told.
 */
export function anyCase<const Shape extends z.core.$ZodShape>(shape: Shape) {
  const object = z.object(shape)
  const nameOf = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]))
  const schema = z.preprocess((given, context) => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return given
    const renamed: Record<string, unknown> = {}
    const unknown: string[] = []
    for (const [name, value] of Object.entries(given)) {
      const known = nameOf.get(name.toLowerCase())
      if (known === undefined) {
        unknown.push(name)
        continue
      }
      if (Object.hasOwn(renamed, known)) {
        context.addIssue({ code: 'custom', message: 'This member is given twice.', path: [known] })
        return z.NEVER
      }
      renamed[known] = value
    }
    noteUnknown(given, unknown)
    return renamed
  }, object)
  objectIn.set(schema, object)
  return schema
}

const objectIn = new WeakMap<z.core.$ZodType, z.ZodType>()

/** The object that an {@link anyCase} reads, with its members as the contract writes them. */
export const objectOf = (schema: z.core.$ZodType): z.ZodType | undefined => objectIn.get(schema)

/** Absent, as the contract takes `null` for an optional member. */
export const orAbsent = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined)

/** Absent where a parameter of a query has no value, as the contract takes `?limit=`. */
export const orBlank = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((given) => (given === '' ? undefined : given), orAbsent(schema))

/** A list that is empty when it was left out. */
export const listOf = <Schema extends z.ZodType>(schema: Schema, max: number) =>
  z
    .array(schema)
    .max(max)
    .nullish()
    .transform((list) => list ?? [])
