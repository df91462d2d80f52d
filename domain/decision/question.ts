import type { OrgNo, PersonRef, ResourceId, SystemUserId } from '../values.ts'

/** A further attribute of what is asked about, beside resource, party and action: a task, an app's part, a sum. */
export type ResourceAttribute = {
  readonly id: string
  readonly value: string
  /** Where it is no string; the value is then written as the type has it. */
  readonly type?: 'anyURI' | 'integer' | 'time' | 'date' | 'dateTime'
  /** XACML's category where it is not the resource's own: the action's, or that of the surroundings. */
  readonly category?: string
}

/** What is to be done, with what, and whose it is. */
export type Asked = {
  readonly action: string
  readonly resource: ResourceId
  readonly party: OrgNo
  /** The party's UUID, where it was named by that: it must still be the party's. */
  readonly partyUuid?: string
  readonly attributes: readonly ResourceAttribute[]
}

/** May this system user do this with that resource, for that party, now? */
export type Question = Asked & { readonly systemUser: SystemUserId }

/** May this person do this with that resource, for that party, now? */
export type PersonQuestion = Asked & { readonly person: PersonRef }

/** May this organisation do this with that resource, for that party, now? */
export type OrganisationQuestion = Asked & { readonly organisation: OrgNo }

export type AnyQuestion = Question | PersonQuestion | OrganisationQuestion

export const isOfSystemUser = (question: AnyQuestion): question is Question =>
  'systemUser' in question

export const isOfPerson = (question: AnyQuestion): question is PersonQuestion =>
  'person' in question

export const isOfOrganisation = (question: AnyQuestion): question is OrganisationQuestion =>
  'organisation' in question
