import { z } from 'zod'
import type { AnyQuestion, ResourceAttribute } from '../../domain/decision/question.ts'
import { category } from '../../domain/policy/altinn-attributes.ts'
import { clockTypes } from '../../domain/policy/request.ts'
import { OrgNo, PersonRef, ResourceId, SystemUserId } from '../../domain/values.ts'
import { attributesOf } from '../pdp/resource.ts'
import type { WholeQuestion } from './contract.ts'

/** What may be asked about. */
export const resourceType = 'resource'

/** The type of subjects that are organisations, by their numbers. */
export const organisationType = 'organization'

/** A question that means nothing here: nobody has such access. */
export type Unknown = { readonly unknown: string }

/** Whose access, or who it is that nobody knows. */
export function subjectOf({
  type,
  id,
}: WholeQuestion['subject']):
  | { readonly systemUser: SystemUserId }
  | { readonly person: PersonRef }
  | { readonly organisation: OrgNo }
  | Unknown {
  if (type === 'systemuser') {
    const systemUser = SystemUserId.safeParse(id)
    if (systemUser.success && systemUser.data === id) return { systemUser: systemUser.data }
    return { unknown: 'There is no such system user.' }
  }
  if (type === organisationType) {
    const organisation = OrgNo.safeParse(id)
    return organisation.success
      ? { organisation: organisation.data }
      : { unknown: 'There is no such organisation.' }
  }
  if (type !== 'person') return { unknown: 'There are no subjects of this type.' }
  const person = PersonRef.safeParse(id)
  return person.success ? { person: person.data } : { unknown: 'There is no such person.' }
}

/**
 * What a resource's properties say: `party`, the organisation number of whose it is about, and as further attributes of
 * XACML those that are named by a URN and have a text.
 */
export function propertiesOf(properties: Readonly<Record<string, unknown>> = {}): {
  readonly party: OrgNo | undefined
  readonly attributes: readonly ResourceAttribute[]
} {
  const party = OrgNo.safeParse(properties['party'])
  return { party: party.data, attributes: attributesIn(properties) }
}

const attributesIn = (
  properties: Readonly<Record<string, unknown>> = {},
): readonly ResourceAttribute[] =>
  Object.entries(properties).flatMap(([id, given]) => {
    const value = z.string().safeParse(given)
    return id.startsWith('urn:') && value.success ? [{ id, value: value.data }] : []
  })

/** What the properties of an action and the context tell policies beside, in the same way. */
export const toldBeside = ({
  action,
  context,
}: {
  readonly action?: WholeQuestion['action']
  readonly context?: WholeQuestion['context']
}): readonly ResourceAttribute[] => [
  ...attributesIn(action?.properties).map((one) => ({ ...one, category: category.action })),
  ...attributesIn(context).map(ofSurroundings),
]

/** There are no types in JSON but those of the attributes that tell the time. */
function ofSurroundings(one: ResourceAttribute): ResourceAttribute {
  const type = clockTypes.get(one.id)
  return { ...one, ...(type && { type }), category: category.environment }
}

export function resourceOf({
  type,
  id,
}: {
  readonly type: string
  readonly id: string
}): { readonly resource: ResourceId } | Unknown {
  if (type !== resourceType) return { unknown: 'There are no resources of this type.' }
  const resource = ResourceId.safeParse(id)
  return resource.success ? { resource: resource.data } : { unknown: 'There is no such resource.' }
}

/** The question as the decision rule is asked it, the same as XACML's dialect makes. */
export function questionOf({
  subject,
  action,
  resource,
  context,
}: WholeQuestion): AnyQuestion | Unknown {
  const who = subjectOf(subject)
  if ('unknown' in who) return who
  const what = resourceOf(resource)
  if ('unknown' in what) return what
  const { party, attributes } = propertiesOf(resource.properties)
  if (party === undefined)
    return { unknown: 'resource.properties.party is no organisation number.' }
  return {
    ...who,
    ...what,
    party,
    attributes: [...attributesOf(what.resource, attributes), ...toldBeside({ action, context })],
    action: action.name,
  }
}
