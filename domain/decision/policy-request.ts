import { actionId, category, resourceAttribute } from '../policy/altinn-attributes.ts'
import {
  type Attribute,
  type AttributeCategory,
  type PolicyRequest,
  stringAttribute,
} from '../policy/request.ts'
import { parseValue } from '../policy/kinds.ts'
import { dateTimeKind } from '../policy/time-kinds.ts'
import type { Instant } from '../values.ts'
import type { Asked, ResourceAttribute } from './question.ts'

/** The question as policies are asked it, of one who stands as the subject says; `now` for those that go by the time. */
export function requestsAbout(
  asked: Asked,
  now?: Instant,
): (subject: readonly Attribute[]) => PolicyRequest {
  const resource: AttributeCategory = {
    category: category.resource,
    attributes: [
      stringAttribute(resourceAttribute.resource, [asked.resource]),
      stringAttribute(resourceAttribute.organizationNumber, [asked.party]),
      ...furtherOf(asked, undefined),
    ],
  }
  const action: AttributeCategory = {
    category: category.action,
    attributes: [stringAttribute(actionId, [asked.action]), ...furtherOf(asked, category.action)],
  }
  const stated = [resource, action, ...surroundingsOf(asked)]
  const moment = now && dateTimeKind.parse(now)
  return (attributes) => {
    const categories = [{ category: category.subject, attributes }, ...stated]
    return moment === undefined ? { categories } : { categories, now: moment }
  }
}

/** Whatever else the asker told, and the standing of nobody: that is never taken from who asks. */
function surroundingsOf(asked: Asked): readonly AttributeCategory[] {
  if (asked.attributes.length === 0) return noSurroundings
  const named = new Set(asked.attributes.map((one) => one.category))
  return [...named].flatMap((one) =>
    one === undefined || one === category.action || one === category.subject
      ? []
      : [{ category: one, attributes: furtherOf(asked, one) }],
  )
}

const noSurroundings: readonly AttributeCategory[] = []
const nothingFurther: readonly Attribute[] = []

/** Of most questions nothing more is told. */
const furtherOf = (asked: Asked, of: string | undefined): readonly Attribute[] =>
  asked.attributes.length === 0
    ? nothingFurther
    : asked.attributes.filter((one) => one.category === of).map(furtherAttribute)

/** What is not written as its type has it is told as a text, and so is never taken for one of the type. */
function furtherAttribute({ id, value, type }: ResourceAttribute): Attribute {
  const typed = type && parseValue(type, value)
  return typed === undefined ? stringAttribute(id, [value]) : { id, values: [typed] }
}
