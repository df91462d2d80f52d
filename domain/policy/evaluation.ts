import { category as categories } from './altinn-attributes.ts'
import { dateKind, dateTimeKind, timeKind } from './time-kinds.ts'
import { floorDivide, type Moment, nanosecondsPerDay } from './moment.ts'
import type { Designator } from './policy.ts'
import { type Attribute, clockTypes, type PolicyRequest } from './request.ts'
import { type Bag, emptyBag, type Evaluated, type Shape, type Value } from './value.ts'
import type { Work } from './work.ts'

/** What one evaluation has found out so far: each bag and each variable is worked out at most once. */
export type Evaluation = Work & {
  readonly bags: (Bag | undefined)[]
  readonly variables: (Evaluated | undefined)[]
}

export type CompiledExpression = {
  readonly shape: Shape
  readonly evaluate: (evaluation: Evaluation) => Evaluated
  /** The value, when it is written in the policy. */
  readonly literal?: Value
}

/** The place of a bag among those of an evaluation, and what is in it. */
export type BagSlot = { readonly at: number; readonly holds: Designator }

/** All values that the request has for the designator; whether there must be any is not asked here. */
export function designated(request: PolicyRequest, wanted: Designator): Bag {
  const values: Value[] = []
  let named = false
  for (const { category, attributes } of request.categories) {
    if (category === wanted.category) named = collect(attributes, wanted, values) || named
  }
  if (values.length > 0) return { type: 'bag', values }
  return named ? emptyBag : present(request.now, wanted)
}

/** Adds the values that are wanted; true if the attribute is there at all, of whatever type or issuer. */
function collect(attributes: readonly Attribute[], wanted: Designator, values: Value[]): boolean {
  let named = false
  for (const attribute of attributes) {
    if (attribute.id !== wanted.attributeId) continue
    named = true
    if (wanted.issuer !== undefined && wanted.issuer !== attribute.issuer) continue
    for (const value of attribute.values) if (value.type === wanted.dataType) values.push(value)
  }
  return named
}

// The time of the question is known even when the request does not say it (section 10.2.5).
function present(now: Moment | undefined, { category, attributeId, dataType, issuer }: Designator) {
  if (now === undefined || category !== categories.environment || issuer !== undefined)
    return emptyBag
  if (clockTypes.get(attributeId) !== dataType) return emptyBag
  const value = clockReading(now, dataType)
  return value === undefined ? emptyBag : ({ type: 'bag', values: [value] } satisfies Bag)
}

function clockReading(now: Moment, dataType: Designator['dataType']): Value | undefined {
  const midnight = floorDivide(now.local, nanosecondsPerDay) * nanosecondsPerDay
  if (dataType === 'dateTime') return dateTimeKind.wrap(now)
  if (dataType === 'date') return dateKind.wrap({ ...now, local: midnight })
  return dataType === 'time' ? timeKind.wrap({ ...now, local: now.local - midnight }) : undefined
}
