import type { ResourceAttribute } from '../../domain/decision/question.ts'
import { clockTypes } from '../../domain/policy/request.ts'
import { dataTypeUri, parseValue } from '../../domain/policy/kinds.ts'
import type { Attribute, XacmlRequest } from './request.ts'
import { processingError, syntaxError } from './reading.ts'

export type Bag = readonly Attribute[]
export type Categories = XacmlRequest['Category']

const stringType = dataTypeUri('string')
const uriType = dataTypeUri('anyURI')

const stringTypes: ReadonlySet<string> = new Set(['', 'string', stringType])
const integerType = dataTypeUri('integer')

type TypeBesideText = NonNullable<ResourceAttribute['type']>

/** The other types that are read: those of time may be told in place of the clock here. */
const otherTypes = new Map<string, TypeBesideText>([
  ['anyURI', 'anyURI'],
  [uriType, 'anyURI'],
  [integerType, 'integer'],
  ...[...clockTypes.values()].map((type): [string, TypeBesideText] => [dataTypeUri(type), type]),
])

/** The type of an attribute that is no text. */
const typeBesideText = ({ DataType: type }: Attribute): TypeBesideText | undefined =>
  otherTypes.get(type ?? '')

/** An attribute as policies are told it, in a category of its own if it is not the resource's. */
export function toldOf(attribute: Attribute, category?: string): ResourceAttribute {
  const { AttributeId: id, Value: value } = attribute
  const type = typeBesideText(attribute)
  return {
    id: id ?? '',
    value: value ?? '',
    ...(type && { type }),
    ...(category !== undefined && { category }),
  }
}

/** The type of an attribute by its whole name, however short the question wrote it. */
export function typeOf(attribute: Attribute): string {
  const type = typeBesideText(attribute)
  return type === undefined ? stringType : dataTypeUri(type)
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
  return typeFault(type ?? '', value)
}

function typeFault(stated: string, value: string) {
  if (stringTypes.has(stated)) return undefined
  const type = otherTypes.get(stated)
  if (type === undefined)
    return processingError('An attribute has a DataType that is not read here.')
  return parseValue(type, value) === undefined
    ? syntaxError("An attribute's Value is not of its DataType.")
    : undefined
}
