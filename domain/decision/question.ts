import type { OrgNo, ResourceId, SystemUserId } from '../values.ts'

/** A further attribute of what is asked about, beside the resource and the party: a task, an app's part. */
export type ResourceAttribute = { readonly id: string; readonly value: string }

/** May this system user do this with that resource, for that party, now? */
export type Question = {
  readonly systemUser: SystemUserId
  readonly action: string
  readonly resource: ResourceId
  readonly party: OrgNo
  readonly attributes: readonly ResourceAttribute[]
}
