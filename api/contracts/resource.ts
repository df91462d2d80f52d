import { z } from 'zod'
import { type ResourceContent, ResourceType } from '../../domain/resource/events.ts'
import { OrgNo, ResourceId } from '../../domain/values.ts'
import type { ResourceView } from '../../projections/resources.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { furtherMembers, wordOf } from './resource-members.ts'
import { shownText } from './values.ts'

const LocalizedIn = z
  .object({ nb: shownText(4000), nn: shownText(4000), en: shownText(4000) })
  .catchall(shownText(4000))

/** `Enabled`: only who stands on one of the resource's access lists may use it. */
const AccessListMode = z
  .string()
  .transform((mode) => `${mode.slice(0, 1).toUpperCase()}${mode.slice(1).toLowerCase()}`)
  .pipe(z.enum(['Disabled', 'Enabled']))

/** Words of the registry's own URLs, under which no resource could be read. */
const reserved: ReadonlySet<string> = new Set([
  'bysubjects',
  'changes',
  'export',
  'orgs',
  'resourcelist',
  'search',
  'updated',
])

const typed = {
  ...furtherMembers,
  identifier: ResourceId.refine((id) => !reserved.has(id), 'The identifier is a word of the API.'),
  title: LocalizedIn,
  description: LocalizedIn,
  rightDescription: orAbsent(LocalizedIn),
  resourceType: wordOf(ResourceType.options),
  delegable: orAbsent(z.boolean()),
  visible: orAbsent(z.boolean()),
  hasCompetentAuthority: z.looseObject({
    organization: OrgNo,
    orgcode: orAbsent(z.string().max(100)),
    name: orAbsent(z.record(z.string().max(100), z.string().max(4000))),
  }),
  accessListMode: orAbsent(AccessListMode),
}

const TypedMembers = anyCase(typed)
const namesOfTyped = new Set(Object.keys(typed).map((name) => name.toLowerCase()))

const namesScope = (references: z.infer<typeof typed.resourceReferences>): boolean =>
  references?.some(({ referenceType }) => referenceType === 'MaskinportenScope') ?? false

/** Without the members that were left out. */
const stated = (members: object): ResourceContent['more'] =>
  z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(members)))

/**
 * A resource as its owner sends it (spec pdp §3.2). The members of the registry's model are of its types; others are kept
 * as they came.
 */
export const ResourceBody = z.record(z.string().max(100), z.json()).transform((body, context) => {
  const read = TypedMembers.safeParse(body)
  if (!read.success) {
    for (const { path, message } of read.error.issues)
      context.addIssue({ code: 'custom', path: [...path], message })
    return z.NEVER
  }
  const { identifier, title, description, rightDescription, ...rest } = read.data
  const { resourceType, delegable = true, visible = true, ...further } = rest
  if (delegable && rightDescription === undefined) {
    const message = 'A resource that can be delegated has a RightDescription.'
    context.addIssue({ code: 'custom', path: ['rightDescription'], message })
    return z.NEVER
  }
  if (resourceType === 'MaskinportenSchema' && !namesScope(further.resourceReferences)) {
    const message = 'A scheme names its scope, as a reference of the type MaskinportenScope.'
    context.addIssue({ code: 'custom', path: ['resourceReferences'], message })
    return z.NEVER
  }
  const others = Object.entries(body).filter(([name]) => !namesOfTyped.has(name.toLowerCase()))
  const content: ResourceContent = {
    title,
    description,
    ...(rightDescription && { rightDescription }),
    resourceType,
    delegable,
    visible,
    more: { ...Object.fromEntries(others), ...stated(further) },
  }
  return { id: identifier, authority: further.hasCompetentAuthority.organization, content }
})
export type ResourceBody = z.infer<typeof ResourceBody>

/** The registry counts versions itself, whatever an owner wrote. */
const withoutVersion = (more: ResourceContent['more']): ResourceContent['more'] =>
  Object.fromEntries(
    Object.entries(more).filter(
      ([name, value]) => name.toLowerCase() !== 'versionid' && value !== null,
    ),
  )

/** A resource as anybody reads it. */
export const resourceAnswer = ({ id, content, version }: ResourceView) => {
  const { more, ...known } = content
  return {
    identifier: id,
    versionId: version,
    ...known,
    accessListMode: 'Disabled',
    selfIdentifiedUserEnabled: false,
    enterpriseUserEnabled: false,
    isOneTimeConsent: false,
    ...withoutVersion(more),
  }
}
