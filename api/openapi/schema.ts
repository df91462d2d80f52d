import { z } from 'zod'
import { objectOf } from '../http/any-case.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * What a schema takes, or what it gives, as JSON Schema 2020-12, which is that of OpenAPI 3.1. What only a function can
 * check is not in it: a document says less than the contract does, and never something else.
 */
export const jsonSchemaOf = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _dialect, ...body } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const object = objectOf(zodSchema)
      if (object) Object.assign(jsonSchema, jsonSchemaOf(object, io))
    },
  })
  return body
}
