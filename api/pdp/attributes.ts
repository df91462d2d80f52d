import type { Attribute, XacmlRequest } from './request.ts'
import { processingError, syntaxError } from './reading.ts'

export type Bag = readonly Attribute[]
export type Categories = XacmlRequest['Category']

const stringType = 'http://www.w3.org/2001/XMLSchema#string'
const uriType = 'http://www.w3.org/2001/XMLSchema#anyURI'

const stringTypes: ReadonlySet<string> = new Set(['', 'string', stringType])
/** Read, though nothing that is asked here has these types. */
const otherTypes: ReadonlySet<string> = new Set([
  'anyURI',
  uriType,
  'http://www.w3.org/2001/XMLSchema#integer',
])

/** The type of an attribute by its whole name, however short the question wrote it. */
export function typeOf(attribute: Attribute): string {
  const { DataType: type } = attribute
  if (isText(attribute)) return stringType
  return type === 'anyURI' ? uriType : (type ?? stringType)
}

/** All attributes of a category, whether it is given by its own name or by its id. */
export function bagOf(named: Categories, others: Categories, id: string): Bag {
  const further = others?.filter((one) => one.CategoryId === id) ?? []
  const all = further.length > 0 ? [...(named ?? []), ...further] : (named ?? [])
  const [only] = all
  return all.length === 1 ? (only?.Attribute ?? []) : all.flatMap((one) => one.Attribute ?? [])
}

export const isText = (attribute: Attribute | undefined): boolean =>
  stringTypes.has(attribute?.DataType ?? '')

/** The different texts of the attributes of this id. */
export const valuesOf = (bag: Bag, id: string): readonly string[] => [
  ...new Set(
    bag
      .filter((attribute) => attribute.AttributeId === id && isText(attribute))
      .map(({ Value: value }) => value ?? ''),
  ),
]

/** The values of the attributes of this id, whatever their types: a party id is often called an integer. */
export const writtenIn = (bag: Bag, id: string): readonly string[] =>
  bag.flatMap((attribute) => (attribute.AttributeId === id ? [attribute.Value ?? ''] : []))

export const onlyValue = (bag: Bag, id: string): string | undefined => {
  const values = valuesOf(bag, id)
  return values.length === 1 ? values[0] : undefined
}

/** What is wrong with the first attribute that something is wrong with. */
export function firstFault(...bags: readonly Bag[]) {
  for (const bag of bags)
    for (const attribute of bag) {
      const fault = attributeFault(attribute)
      if (fault) return fault
    }
  return undefined
}

function attributeFault({ AttributeId: id, Value: value, DataType: type }: Attribute) {
  if (id === null || id === undefined) return processingError('An attribute has no AttributeId.')
  if (value === null || value === undefined) return processingError('An attribute has no Value.')
  if (!/^[a-z][a-z0-9+.-]*:/iu.test(id)) return syntaxError('An AttributeId is no URI.')
  if (!stringTypes.has(type ?? '') && !otherTypes.has(type ?? ''))
    return processingError('An attribute has a DataType that is not read here.')
  return undefined
}
