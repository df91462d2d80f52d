import type { Asked, SystemUser } from '../domain/system-user/state.ts'
import {
  type ExternalRef,
  type Instant,
  type OrgNo,
  type Right,
  type SystemId,
  type SystemUserId,
  type SystemUserKind,
} from '../domain/values.ts'
import { parties } from '../projections/parties.ts'
import { type SystemView, systems } from '../projections/systems.ts'
import { ref, type Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'
import { rightsNotOffered } from './offered-rights.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { redirectProblem, type RedirectRefusal } from './redirect-url.ts'
import { holdTriple } from './request-triple.ts'

export type RequestSystemUser = {
  readonly kind: SystemUserKind
  readonly vendor: OrgNo
  readonly systemId: SystemId
  readonly party: OrgNo
  /** The party's number if the vendor gave none. */
  readonly externalRef: ExternalRef
  /** The system's Norwegian name if the vendor gave none. */
  readonly integrationTitle?: string
  readonly rights: readonly Right[]
  readonly redirectUrl?: string
}

export type RequestSystemUserRefusal =
  | { readonly code: 'system-not-found' }
  | { readonly code: 'party-not-found' }
  | { readonly code: 'nothing-requested' }
  | { readonly code: 'rights-not-offered'; readonly rights: readonly Right[] }
  | { readonly code: 'system-user-exists' }
  | RedirectRefusal

export type RequestedSystemUser =
  | { readonly created: true; readonly id: SystemUserId; readonly integrationTitle: string }
  /** It stood there before, as it is now. */
  | { readonly created: false; readonly id: SystemUserId }

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systemUsers' | 'reservations'>
  readonly views: Views
  readonly deriveId: DeriveId
  /** How long a request waits for an answer, in days. */
  readonly requestTtlDays: number
  /** `at` and a number of days later. */
  readonly daysAfter: (at: Instant, days: number) => Instant
}

/**
 * A vendor asks a party for a system user. The same triple (system, party, external reference) leads to the same
 * request, whatever else is asked for (spec systemuser-api §1.2).
 */
export const requestSystemUser =
  (deps: Dependencies) =>
  async (
    request: RequestSystemUser,
    context: CommandContext,
  ): Promise<Outcome<RequestedSystemUser, RequestSystemUserRefusal>> => {
    const { documents } = await deps.views.fetch([
      ref(systems, request.systemId),
      ref(parties, request.party),
    ])
    const [system, party] = documents
    if (system === undefined || system.deleted || system.vendor !== request.vendor)
      return refused({ code: 'system-not-found' })
    const unfit = unfitRequest(request, system, party !== undefined)
    if (unfit) return refused(unfit)

    const held = await holdTriple(deps, request, context)
    if (held.status === 'taken') return existing(held.id, held.by)
    const { id } = held
    const asked = askedFor(request, id, system)
    const { decision, position } = await deps.aggregates.systemUsers.execute(
      id,
      {
        type: 'RequestSystemUser',
        asked,
        expiresAt: deps.daysAfter(context.at, deps.requestTtlDays),
        at: context.at,
      },
      context,
    )
    if (!decision.accepted) return refused({ code: 'system-user-exists' })
    if (position === undefined) return done({ id, created: false })
    return done({ id, created: true, integrationTitle: asked.integrationTitle }, position)
  }

function askedFor(request: RequestSystemUser, id: SystemUserId, { content }: SystemView): Asked {
  const { kind, systemId, vendor, party, externalRef, rights, redirectUrl } = request
  return {
    id,
    kind,
    systemId,
    vendor,
    party,
    externalRef,
    integrationTitle: request.integrationTitle ?? content.name.nb,
    rights: [...rights],
    accessPackages: [],
    ...(redirectUrl !== undefined && { redirectUrl }),
  }
}

function existing(
  id: SystemUserId,
  by: SystemUser,
): Outcome<RequestedSystemUser, RequestSystemUserRefusal> {
  if (by.status === 'active') return refused({ code: 'system-user-exists' })
  return done({ id, created: false })
}

function unfitRequest(
  request: RequestSystemUser,
  system: SystemView,
  partyIsKnown: boolean,
): RequestSystemUserRefusal | undefined {
  if (!partyIsKnown) return { code: 'party-not-found' }
  const redirect = redirectProblem(request.redirectUrl, system.content.redirectUrls)
  if (redirect) return redirect
  if (request.rights.length === 0) return { code: 'nothing-requested' }
  const notOffered = rightsNotOffered(request.rights, system.content)
  return notOffered.length > 0 ? { code: 'rights-not-offered', rights: notOffered } : undefined
}
