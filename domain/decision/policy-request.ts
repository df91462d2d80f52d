import { actionId, category, resourceAttribute } from '../policy/altinn-attributes.ts'
import {
  type Attribute,
  type AttributeCategory,
  type PolicyRequest,
  stringAttribute,
} from '../policy/request.ts'
import type { Asked } from './question.ts'

/** The question as policies are asked it, of one who stands as the subject says. */
export function requestsAbout(asked: Asked): (subject: readonly Attribute[]) => PolicyRequest {
  const further = asked.attributes.map(({ id, value }) => stringAttribute(id, [value]))
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
