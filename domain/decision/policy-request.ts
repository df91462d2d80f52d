import { actionId, category, resourceAttribute } from '../policy/altinn-attributes.ts'
import {
  type Attribute,
  type AttributeCategory,
  type PolicyRequest,
  stringAttribute,
} from '../policy/request.ts'
import { parseValue } from '../policy/kinds.ts'
import type { Asked, ResourceAttribute } from './question.ts'

/** The question as policies are asked it, of one who stands as the subject says. */
export function requestsAbout(asked: Asked): (subject: readonly Attribute[]) => PolicyRequest {
  const further = asked.attributes.map(furtherAttribute)
  const resource: AttributeCategory = {
    category: category.resource,
    attributes: [
      stringAttribute(resourceAttribute.resource, [asked.resource]),
      stringAttribute(resourceAttribute.organizationNumber, [asked.party]),
      ...further,
    ],
  }
  const action: AttributeCategory = {
    category: category.action,
    attributes: [stringAttribute(actionId, [asked.action])],
  }
  return (attributes) => ({
    categories: [{ category: category.subject, attributes }, resource, action],
  })
}

/** What is not written as its type has it is told as a text, and so is never taken for one of the type. */
function furtherAttribute({ id, value, type }: ResourceAttribute): Attribute {
  const typed = type && parseValue(type, value)
  return typed === undefined ? stringAttribute(id, [value]) : { id, values: [typed] }
}
