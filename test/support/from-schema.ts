import fc from 'fast-check'
import { z } from 'zod'

/** The part of JSON Schema that the API's document uses. */
export type Schema = {
  readonly type?: string | readonly string[] | undefined
  readonly anyOf?: readonly Schema[] | undefined
  readonly enum?: readonly unknown[] | undefined
  readonly const?: unknown
  readonly items?: Schema | undefined
  readonly properties?: Readonly<Record<string, Schema>> | undefined
  readonly required?: readonly string[] | undefined
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
}

export const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    anyOf: z.array(Schema).optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    items: Schema.optional(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
)

const anything = fc.oneof(
  fc.constantFrom(null, '', 'x', 0, -1, true, [], {}, '\u0000', '../..', '\u202E'),
  fc.jsonValue({ maxDepth: 2 }),
)

/** What fits a schema, and now and then what does not. Texts are often one of those that mean something here. */
export const fromSchema = (schema: Schema, words: readonly string[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 14, arbitrary: fitting(schema, words) }, { weight: 1, arbitrary: anything })

function fitting(schema: Schema, words: readonly string[]): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => fromSchema(one, words)))
  const { type = [] } = schema
  const types = typeof type === 'string' ? [type] : type
  const known = types.flatMap((one) => typed[one]?.(schema, words) ?? [])
  return known.length > 0 ? fc.oneof(...known) : anything
}

const number = ({ minimum = -5, maximum = 5000 }: Schema) =>
  fc.integer({ min: Math.max(minimum, -5000), max: Math.min(maximum, 5000) })

type FromTyped = (schema: Schema, words: readonly string[]) => fc.Arbitrary<unknown>
const typed: Readonly<Record<string, FromTyped>> = {
  string: (_, words) =>
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...words) },
      { weight: 1, arbitrary: fc.string({ maxLength: 30 }) },
      { weight: 1, arbitrary: fc.uuid() },
    ),
  integer: number,
  number,
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
  array: ({ items = {} }, words) => fc.array(fromSchema(items, words), { maxLength: 3 }),
  object: objectFrom,
}

function objectFrom(
  { properties = {}, required = [] }: Schema,
  words: readonly string[],
): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, one]) => [name, fromSchema(one, words)]),
  )
  const known = fc.record(members, { requiredKeys: required.filter((name) => name in members) })
  const other = fc.dictionary(fc.constantFrom('externalReference', 'ID', 'x'), anything, {
    maxKeys: 1,
  })
  return fc.oneof(
    { weight: 9, arbitrary: known },
    { weight: 1, arbitrary: fc.tuple(known, other).map(([some, more]) => ({ ...some, ...more })) },
  )
}
