import { z } from 'zod'
import { type ResourceContent, ResourceType } from '../../domain/resource/events.ts'
import { type Localized, OrgNo, ResourceId } from '../../domain/values.ts'
import type { ResourceView } from '../../projections/resources.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { shownText } from './values.ts'

const LocalizedIn = z
  .object({ nb: shownText(4000), nn: shownText(4000), en: shownText(4000) })
  .catchall(shownText(4000))

/** `Enabled`: only who stands on one of the resource's access lists may use it. */
const AccessListMode = z
  .string()
  .transform((mode) => `${mode.slice(0, 1).toUpperCase()}${mode.slice(1).toLowerCase()}`)
  .pipe(z.enum(['Disabled', 'Enabled']))

const typed = {
  identifier: ResourceId,
  title: LocalizedIn,
  description: LocalizedIn,
  rightDescription: orAbsent(LocalizedIn),
  resourceType: ResourceType,
  delegable: orAbsent(z.boolean()),
  visible: orAbsent(z.boolean()),
  hasCompetentAuthority: z.looseObject({ organization: OrgNo }),
  accessListMode: orAbsent(AccessListMode),
}

const TypedMembers = anyCase(typed)
const namesOfTyped = new Set(Object.keys(typed).map((name) => name.toLowerCase()))

/**
 * A resource as its owner sends it (spec pdp §3.2). What the registry itself reads is typed; the other members are kept
 * as they came.
 */
export const ResourceBody = z.record(z.string().max(100), z.json()).transform((body, context) => {
  const read = TypedMembers.safeParse(body)
  if (!read.success) {
    for (const { path, message } of read.error.issues)
      context.addIssue({ code: 'custom', path: [...path], message })
    return z.NEVER
  }
  const { identifier, hasCompetentAuthority, accessListMode, ...known } = read.data
  const delegable = known.delegable ?? true
  if (delegable && known.rightDescription === undefined) {
    const message = 'A resource that can be delegated has a RightDescription.'
    context.addIssue({ code: 'custom', path: ['rightDescription'], message })
    return z.NEVER
  }
  const others = Object.entries(body).filter(([name]) => !namesOfTyped.has(name.toLowerCase()))
  const more = {
    ...Object.fromEntries(others),
    ...(accessListMode && { accessListMode }),
    hasCompetentAuthority: z.json().parse(hasCompetentAuthority),
  }
  return {
    id: identifier,
    authority: hasCompetentAuthority.organization,
    content: contentOf(known, delegable, more),
  }
})
export type ResourceBody = z.infer<typeof ResourceBody>

type Known = {
  readonly title: Localized
  readonly description: Localized
  readonly rightDescription?: Localized | undefined
  readonly resourceType: ResourceType
  readonly visible?: boolean | undefined
}

const contentOf = (
  { title, description, rightDescription, resourceType, visible }: Known,
  delegable: boolean,
  more: ResourceContent['more'],
): ResourceContent => ({
  title,
  description,
  ...(rightDescription && { rightDescription }),
  resourceType,
  delegable,
  visible: visible ?? true,
  more,
})

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
