import { actionId, category, resourceAttribute } from '../policy/altinn-attributes.ts'
import { type Attribute, type PolicyRequest, stringAttribute } from '../policy/request.ts'
import type { Asked } from './question.ts'

/** The question as policies are asked it, of one who stands as `subject` says. */
export const policyRequest = (asked: Asked, subject: readonly Attribute[]): PolicyRequest => ({
  categories: [
    { category: category.subject, attributes: subject },
    {
      category: category.resource,
      attributes: [
        stringAttribute(resourceAttribute.resource, [asked.resource]),
        stringAttribute(resourceAttribute.organizationNumber, [asked.party]),
        ...asked.attributes.map(({ id, value }) => stringAttribute(id, [value])),
      ],
    },
    { category: category.action, attributes: [stringAttribute(actionId, [asked.action])] },
  ],
})
