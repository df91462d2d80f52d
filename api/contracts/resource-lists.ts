import { z } from 'zod'
import { resourceAttribute } from '../../domain/policy/altinn-attributes.ts'
import type { AttributePair } from '../../domain/policy/rights.ts'
import { subjectUrn } from '../../domain/policy/subjects.ts'
import { ResourceType } from '../../domain/resource/events.ts'
import type { ResourceId } from '../../domain/values.ts'
import { anyCase, orAbsent, orBlank } from '../http/any-case.ts'

/** Whom or what a policy names, as lists show it. */
export const subjectAnswer = (subject: AttributePair) => ({
  type: subject.id,
  value: subject.value,
  urn: subjectUrn(subject),
})

export const resourceUrn = (id: ResourceId): string => `${resourceAttribute.resource}:${id}`

export const resourceReference = (id: ResourceId) => ({
  type: resourceAttribute.resource,
  value: id,
  urn: resourceUrn(id),
})

const text = orAbsent(z.string().max(255))
const typeByName = new Map(ResourceType.options.map((type) => [type.toLowerCase(), type]))

export const SearchAsked = z.object({
  query: anyCase({
    id: text,
    title: text,
    description: text,
    // Problems name it as the contract does.
    ResourceType: orBlank(
      z.string().transform((name, context) => {
        const type = typeByName.get(name.toLowerCase())
        if (type !== undefined) return type
        context.addIssue({ code: 'custom', message: `The value '${name}' is not valid.` })
        return z.NEVER
      }),
    ),
    keyword: text,
    reference: text,
    orgCode: text,
    organizationId: text,
  }),
})

const subjectsMax = 1000

/** Subjects by their URNs; what is after the last colon is the value, which is compared in lower case. */
export const SubjectsAsked = z
  .array(
    z
      .string()
      .max(500)
      .transform((urn): AttributePair => {
        const cut = urn.lastIndexOf(':')
        return { id: urn.slice(0, Math.max(cut, 0)), value: urn.slice(cut + 1).toLowerCase() }
      }),
  )
  .max(subjectsMax)
