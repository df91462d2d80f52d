import { z } from 'zod'
import { Instant, Localized, OrgNo, ResourceId } from '../values.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.

export const ResourceType = z.enum([
  'Default',
  'Systemresource',
  'MaskinportenSchema',
  'Altinn2Service',
  'AltinnApp',
  'GenericAccessResource',
  'BrokerService',
  'CorrespondenceService',
  'Consent',
  'MigratedApp',
])
export type ResourceType = z.infer<typeof ResourceType>

/** The resource as its owner describes it: what the registry reads is typed, the rest is kept as it came. */
export const ResourceContent = z.object({
  title: Localized,
  description: Localized,
  rightDescription: Localized.optional(),
  resourceType: ResourceType,
  delegable: z.boolean(),
  visible: z.boolean(),
  /** The members of the registry's own model that decide nothing here (contact points, keywords …). */
  more: z.record(z.string(), z.json()),
})
export type ResourceContent = z.infer<typeof ResourceContent>

/** May only those use it who stand on one of its access lists? */
export const isByAccessList = ({ more }: Pick<ResourceContent, 'more'>): boolean =>
  Object.entries(more).some(
    ([name, value]) => name.toLowerCase() === 'accesslistmode' && isEnabled(value),
  )

/** Whatever else than that it is not, so that a word that is not known opens nothing. */
const isEnabled = (mode: unknown): boolean =>
  mode !== null && !(typeof mode === 'string' && mode.toLowerCase() === 'disabled')

/** Which of the contents that the resource ever had; where it was not recorded, the one after the last. */
const ContentVersion = z.int().positive().optional()

export const ResourceCreated = z.object({
  type: z.literal('ResourceCreated'),
  id: ResourceId,
  /** The competent authority: it alone changes the resource from now on. */
  owner: OrgNo,
  content: ResourceContent,
  version: ContentVersion,
  at: Instant,
})

export const ResourceUpdated = z.object({
  type: z.literal('ResourceUpdated'),
  id: ResourceId,
  owner: OrgNo,
  content: ResourceContent,
  version: ContentVersion,
  at: Instant,
})

const PolicySubjectName = z.object({ id: z.string(), value: z.string() })

/** A version of the policy, whole, so that a decision can be replayed under the rules of its day. */
export const ResourcePolicyUploaded = z.object({
  type: z.literal('ResourcePolicyUploaded'),
  id: ResourceId,
  owner: OrgNo,
  version: z.int().positive(),
  xml: z.string(),
  /** Whom its rules name, as it was read then. */
  subjects: z.array(PolicySubjectName).optional(),
  /** The resource is for those alone who stand on its access lists. */
  byAccessList: z.literal(true).optional(),
  at: Instant,
})

/** The service is no more. Its id stays its owner's, and what was given of it gives nothing. */
export const ResourceDeleted = z.object({
  type: z.literal('ResourceDeleted'),
  id: ResourceId,
  owner: OrgNo,
  at: Instant,
})

export const ResourceEvent = z.discriminatedUnion('type', [
  ResourceCreated,
  ResourceUpdated,
  ResourcePolicyUploaded,
  ResourceDeleted,
])
export type ResourceEvent = z.infer<typeof ResourceEvent>
