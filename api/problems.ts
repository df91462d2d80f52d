import type { WriteResourceRefusal } from '../application/create-resource.ts'
import type { ApproveChangeRefusal } from '../application/approve-change.ts'
import type { AssignClientRefusal } from '../application/assign-client.ts'
import type { OwnOrganisationRefusal } from '../application/own-organisation.ts'
import type { CreateSystemUserRefusal } from '../application/create-system-user.ts'
import type { ApproveRequestRefusal } from '../application/approve-request.ts'
import type { RegisterSystemRefusal } from '../application/register-system.ts'
import type { NotAccessManager } from '../application/reject-request.ts'
import type { RequestChangeRefusal } from '../application/request-change.ts'
import type { RequestSystemUserRefusal } from '../application/request-system-user.ts'
import type { SystemFinding, SystemUnfit } from '../application/system-findings.ts'
import type { UploadPolicyRefusal } from '../application/upload-policy.ts'
import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import { changeProblems } from './problems/changes.ts'
import { clientProblems } from './problems/clients.ts'
import { delegationProblems } from './problems/delegation.ts'
import { resourceProblems } from './problems/resources.ts'
import { systemUserProblems } from './problems/system-users.ts'

/** Every reason for which a use case says no. */
export type Refusal =
  | RegisterSystemRefusal
  | RequestSystemUserRefusal
  | SystemUserRefusal
  | NotAccessManager
  | ApproveRequestRefusal
  | CreateSystemUserRefusal
  | AssignClientRefusal
  | OwnOrganisationRefusal
  | { readonly code: 'client-not-removable' }
  | { readonly code: 'clients-forbidden' }
  | UploadPolicyRefusal
  | WriteResourceRefusal
  | RequestChangeRefusal
  | ApproveChangeRefusal

/** A refusal for one reason: its own, or one of the several for which a system is unfit. */
export type SingleRefusal = Exclude<Refusal, SystemUnfit> | SystemFinding

/** How the wire contract says it (spec systemuser-api §0.4, §2.1, §2.2). */
export type Problem =
  /** A problem with a code of the service. */
  | {
      readonly kind: 'coded'
      readonly code: string
      readonly status: number
      readonly title: string
    }
  /** One entry among the validation errors of a 400. */
  | {
      readonly kind: 'validation'
      readonly code: string
      readonly path: string
      readonly title: string
    }
  /** A status that speaks for itself. */
  | { readonly kind: 'plain'; readonly status: number; readonly detail: string }
  /** Words alone: as text or as a JSON string, or always as the latter. */
  | {
      readonly kind: 'words'
      readonly status: number
      readonly text: string
      readonly alwaysJson?: true
    }

/** Every refusal has one problem: a code without a row here does not compile. */
export const problems = {
  ...systemUserProblems,
  ...clientProblems,
  ...delegationProblems,
  'system-not-found': {
    kind: 'coded',
    code: 'AUTH-00011',
    status: 404,
    title: 'The system was not found.',
  },
  'system-id-of-another-vendor': {
    kind: 'validation',
    code: 'AUTH.VLD-00001',
    path: '/registersystemrequest/systemid',
    title: "The system's id does not begin with the vendor's organisation number.",
  },
  'system-id-taken': {
    kind: 'validation',
    code: 'AUTH.VLD-00002',
    path: '/registersystemrequest/systemid',
    title: 'There is a system with this id.',
  },
  'system-deleted': {
    kind: 'words',
    status: 400,
    text: 'Cannot update a system marked as deleted.',
  },
  'client-id-taken': {
    kind: 'validation',
    code: 'AUTH.VLD-00004',
    path: '/registersystemrequest/clientid',
    title: 'A client id belongs to another system.',
  },
  'resources-not-found': {
    kind: 'validation',
    code: 'AUTH.VLD-00003',
    path: '/registersystemrequest/rights/resource',
    title: 'A resource is not in the resource registry.',
  },
  'resources-not-delegable': {
    kind: 'validation',
    code: 'AUTH.VLD-00017',
    path: '/registersystemrequest/rights/resource',
    title: 'A resource cannot be delegated to system users.',
  },
  'packages-not-usable': {
    kind: 'validation',
    code: 'AUTH.VLD-00008',
    path: '/registersystemrequest/accesspackages',
    title: 'An access package cannot be used.',
  },
  'packages-for-clients-alone': {
    kind: 'validation',
    code: 'AUTH.VLD-00018',
    path: '/registersystemrequest/accesspackages',
    title: 'A system that people may choose asks for an access package that is for clients alone.',
  },
  'request-not-found': {
    kind: 'coded',
    code: 'AUTH-00010',
    status: 404,
    title: 'The request was not found.',
  },
  'agent-request-not-found': {
    kind: 'coded',
    code: 'AUTH-00030',
    status: 404,
    title: "The agent's request was not found.",
  },
  'request-already-decided': {
    kind: 'coded',
    code: 'AUTH-00013',
    status: 409,
    title: 'The request has been answered already.',
  },
  'request-expired': {
    kind: 'coded',
    code: 'AUTH-00013',
    status: 409,
    title: 'The request has expired.',
  },
  'other-kind-requested': {
    kind: 'coded',
    code: 'AUTH-00007',
    status: 400,
    title:
      'For this system, organisation and external reference the other kind of request waits for its answer.',
  },
  'other-kind-rejected': {
    kind: 'coded',
    code: 'AUTH-00009',
    status: 400,
    title:
      'For this system, organisation and external reference the other kind of request was rejected. Delete it to ask anew.',
  },
  'party-not-found': {
    kind: 'coded',
    code: 'AUTH-00000',
    status: 400,
    title: 'The organisation was not found in the party register.',
  },
  'nothing-requested': {
    kind: 'coded',
    code: 'AUTH-00059',
    status: 400,
    title: 'The request asks for neither rights nor access packages.',
  },
  'no-packages-requested': {
    kind: 'coded',
    code: 'AUTH-00058',
    status: 400,
    title: 'A request for an agent asks for no access packages.',
  },
  'packages-not-offered': {
    kind: 'coded',
    code: 'AUTH-00063',
    status: 400,
    title: 'An access package is not among those of the system.',
  },
  'packages-not-assignable': {
    kind: 'coded',
    code: 'AUTH-00064',
    status: 400,
    title: "An access package cannot be given to a system user of the party's own.",
  },
  'packages-not-for-clients': {
    kind: 'coded',
    code: 'AUTH-00065',
    status: 400,
    title: 'An access package cannot be passed on for clients.',
  },
  'packages-withdrawn': {
    kind: 'coded',
    code: 'AUTH-00052',
    status: 400,
    title: 'An access package is no longer there.',
  },
  'packages-not-delegable': {
    kind: 'coded',
    code: 'AUTH-00053',
    status: 400,
    title: 'The person cannot give an access package that was asked for.',
  },
  'rights-not-offered': {
    kind: 'coded',
    code: 'AUTH-00001',
    status: 400,
    title: 'A right is not among those the system is registered with, or cannot be delegated.',
  },
  'no-redirect-url-registered': {
    kind: 'coded',
    code: 'AUTH-00026',
    status: 400,
    title: 'The system is registered with no redirect URL.',
  },
  'redirect-url-not-registered': {
    kind: 'coded',
    code: 'AUTH-00021',
    status: 400,
    title: 'The redirect URL is not among those the system is registered with.',
  },
  'not-access-manager': {
    kind: 'plain',
    status: 403,
    detail: 'The person does not manage access for this party.',
  },
  ...resourceProblems,
  ...changeProblems,
} as const satisfies Record<SingleRefusal['code'], Problem>

/** The members that a problem has beside its fixed ones, by the contract's own names. */
export function extensionsOf(refusal: SingleRefusal): Readonly<Record<string, string>> {
  if (refusal.code === 'resources-not-found')
    return { 'ResourceIds Not Found : ': refusal.resources.join(' | ') }
  if (refusal.code === 'resources-not-delegable')
    return { 'ResourceIds Not Delegable : ': refusal.resources.join(' | ') }
  if (refusal.code === 'packages-not-usable')
    return { 'Invalid Urn Details : ': invalidUrnDetails(refusal) }
  if ('resource' in refusal) return { detail: refusal.resource }
  if ('accessPackages' in refusal) return packagesNamed(refusal)
  return {}
}

function invalidUrnDetails({ malformed, notFound, notDelegable }: UnusablePackages): string {
  const parts = [
    ['Invalid format', malformed],
    ['Not found', notFound],
    ['Not possible to delegate', notDelegable],
  ] as const
  return parts
    .filter(([, urns]) => urns.length > 0)
    .map(([what, urns]) => `${what}: ${urns.join(', ')}`)
    .join(' | ')
}

type UnusablePackages = Extract<SystemFinding, { readonly code: 'packages-not-usable' }>

type AboutPackages = Extract<SingleRefusal, { readonly accessPackages: unknown }>

function packagesNamed({ code, accessPackages }: AboutPackages): Readonly<Record<string, string>> {
  const named = accessPackages.join(', ')
  if (named === '') return {}
  switch (code) {
    case 'packages-not-offered':
      return { NotFoundPackages: named }
    case 'packages-not-assignable':
    case 'packages-not-for-clients':
      return { NotDelegablePackages: named }
    case 'packages-withdrawn':
      return { 'Invalid Urn Details : ': `Not found: ${named}` }
    case 'packages-not-delegable':
      return { detail: named }
  }
}

/** What a refusal says of its own case, in words that its reader wrote or can look up. */
export const wordsOf = (refusal: SingleRefusal): string | undefined =>
  'message' in refusal ? refusal.message : undefined
