import { z } from 'zod'

/**
 * A question in the JSON form of XACML 3.0, as far as the contract reads it (spec pdp §1.2). The reference to several
 * questions in one is read so that it can be told apart.
 */
const Attribute = z.object({
  AttributeId: z.string().max(500).nullish(),
  Value: z.string().max(2000).nullish(),
  DataType: z.string().max(500).nullish(),
  IncludeInResult: z.boolean().nullish(),
})
export type Attribute = z.infer<typeof Attribute>

const Category = z.object({
  CategoryId: z.string().max(500).nullish(),
  Id: z.string().max(100).nullish(),
  Attribute: z.array(Attribute).max(100).nullish(),
})
export type Category = z.infer<typeof Category>

const Categories = z.array(Category).max(100).nullish()

const Reference = z.object({ ReferenceId: z.array(z.string().max(100)).max(20).nullish() })

export const XacmlBody = z.object({
  Request: z
    .object({
      AccessSubject: Categories,
      Action: Categories,
      Resource: Categories,
      Category: Categories,
      MultiRequests: z
        .object({ RequestReference: z.array(Reference).max(100).nullish() })
        .nullish(),
    })
    .nullish(),
})
export type XacmlRequest = NonNullable<z.infer<typeof XacmlBody>['Request']>

/** The members that are read, by what their names are in lower case. */
const names = new Map(
  [
    'Request',
    'AccessSubject',
    'Action',
    'Resource',
    'Category',
    'MultiRequests',
    'RequestReference',
    'ReferenceId',
    'CategoryId',
    'Id',
    'Attribute',
    'AttributeId',
    'Value',
    'DataType',
    'IncludeInResult',
  ].flatMap((name) => [
    [name, name],
    [name.toLowerCase(), name],
  ]),
)

/**
 * The same with every member written as the contract writes it, since it takes any case. One walk over the parsed
 * text, as this stands on the way of every decision; a member written in two ways at once is refused.
 */
export const XacmlQuestion = z
  .unknown()
  .transform((body, context) => {
    if (canonical(body)) return body
    context.addIssue({ code: 'custom', message: 'A member is given twice.' })
    return z.NEVER
  })
  .pipe(XacmlBody)
export type XacmlQuestion = z.infer<typeof XacmlQuestion>

function canonical(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(canonical)
  if (!isRecord(value)) return true
  for (const name of Object.keys(value)) {
    const known = names.get(name) ?? names.get(name.toLowerCase())
    if (known !== undefined && known !== name) {
      if (Object.hasOwn(value, known)) return false
      value[known] = value[name]
    }
    if (known !== undefined && !canonical(value[known])) return false
  }
  return true
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
