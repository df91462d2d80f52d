import type { ExternalRef, OrgNo, Right, SystemId, SystemUserKind } from '../domain/values.ts'
import type { SystemView } from '../projections/systems.ts'
import { type Definitions, packagesProblem, type PackagesRefused } from './access-packages.ts'
import { rightsNotOffered } from './offered-rights.ts'
import { redirectProblem, type RedirectRefusal } from './redirect-url.ts'

/** What a vendor asks of a party. What cannot be found anywhere is let in as text, and told when its turn comes. */
export type RequestSystemUser = {
  readonly kind: SystemUserKind
  readonly vendor: OrgNo
  readonly systemId: SystemId
  /** Undefined for what is no organisation number. */
  readonly party: OrgNo | undefined
  /** The party's number if the vendor gave none. */
  readonly externalRef: ExternalRef
  /** The system's Norwegian name if the vendor gave none. */
  readonly integrationTitle?: string
  /** Undefined if it was left out, which is told in other words than a list that is empty. */
  readonly rights?: readonly Right[] | undefined
  /** Things that were named as rights, and are none of the resource registry's. */
  readonly foreignRights?: readonly string[]
  readonly accessPackages?: readonly string[] | undefined
  readonly redirectUrl?: string
}

export type RequestFinding =
  | { readonly code: 'system-not-found' }
  | { readonly code: 'party-not-found' }
  | { readonly code: 'nothing-requested' }
  | { readonly code: 'no-packages-requested' }
  | { readonly code: 'rights-not-offered'; readonly rights: readonly Right[] }
  | PackagesRefused
  | RedirectRefusal

/** What is known of the system and the party when a request for them comes. */
export type Circumstances = {
  readonly system: SystemView | undefined
  readonly partyIsKnown: boolean
  /** Of those of the packages asked for that the system has. */
  readonly definitions: Definitions
}

export const ownSystem = (
  { vendor }: Pick<RequestSystemUser, 'vendor'>,
  system: SystemView | undefined,
): SystemView | undefined =>
  system === undefined || system.deleted || system.vendor !== vendor ? undefined : system

/**
 * All that is wrong with a request by itself, in the order of the contract (spec systemuser-api §2.3, steps 6 to 11), so
 * that the first is what the vendor is told. Whose system it is comes before all else, and without that nothing more is
 * said. Whether there is a request or a system user for the same already is not looked at.
 */
export function requestFindings(
  request: RequestSystemUser,
  circumstances: Circumstances,
): readonly RequestFinding[] {
  const system = ownSystem(request, circumstances.system)
  if (system === undefined) return [{ code: 'system-not-found' }]
  const { accessPackages = [] } = request
  const redirect = redirectProblem(request.redirectUrl, system.content.redirectUrls)
  const findings = [
    circumstances.partyIsKnown ? undefined : ({ code: 'party-not-found' } as const),
    redirect,
    emptiness(request),
    rightsFinding(request, system),
    packagesProblem(
      { kind: request.kind, accessPackages },
      system.content,
      circumstances.definitions,
    ),
  ]
  return findings.filter((finding) => finding !== undefined)
}

function emptiness({ kind, ...asked }: RequestSystemUser): RequestFinding | undefined {
  const { rights, foreignRights = [], accessPackages } = asked
  if (kind === 'agent')
    return accessPackages?.length ? undefined : { code: 'no-packages-requested' }
  if (rights === undefined && accessPackages === undefined)
    return { code: 'rights-not-offered', rights: [] }
  const count = (rights?.length ?? 0) + foreignRights.length + (accessPackages?.length ?? 0)
  return count === 0 ? { code: 'nothing-requested' } : undefined
}

function rightsFinding(
  { rights = [], foreignRights = [] }: RequestSystemUser,
  { content }: SystemView,
): RequestFinding | undefined {
  const notOffered = rightsNotOffered(rights, content)
  const areTooMany = rights.length > content.rights.length
  return notOffered.length > 0 || foreignRights.length > 0 || areTooMany
    ? { code: 'rights-not-offered', rights: notOffered }
    : undefined
}
