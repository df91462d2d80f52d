import type { WantedChange } from '../domain/system-user/change-events.ts'
import { type Change, changeOf, isNeeded, needOf } from '../domain/system-user/changes.ts'
import { identityOf, type SystemUserIdentity } from '../domain/system-user/identity.ts'
import type { Changeable } from '../domain/system-user/state.ts'
import {
  type AccessPackage,
  ChangeId,
  type Instant,
  type OrgNo,
  type Right,
  type SystemUserId,
} from '../domain/values.ts'
import { parties } from '../projections/parties.ts'
import { systems } from '../projections/systems.ts'
import { ref, type Views } from '../projections/views.ts'
import { packagesAskedFor, type PackagesRefused } from './access-packages.ts'
import type { Aggregates } from './aggregates.ts'
import { heldBy, isActive, reservationOfChange, systemUserOfChange } from './changes-at.ts'
import type { CommandContext } from './command-context.ts'
import { rightsNotOffered } from './offered-rights.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { redirectProblem, type RedirectRefusal } from './redirect-url.ts'

/** What a vendor asks to have changed. What is required must be found; what is unwanted need not be anywhere. */
export type RequestChange = {
  readonly vendor: OrgNo
  readonly systemUser: SystemUserId
  readonly change: ChangeId
  readonly requiredRights: readonly Right[]
  /** Things that were named as rights, and are none of the resource registry's. */
  readonly foreignRights: readonly string[]
  readonly unwantedRights: readonly Right[]
  readonly requiredAccessPackages: readonly string[]
  readonly unwantedAccessPackages: readonly AccessPackage[]
  readonly redirectUrl?: string
}

export type RequestChangeRefusal =
  | { readonly code: 'system-user-not-found' }
  | { readonly code: 'change-id-of-system-user' }
  /** The id belongs to the change of another, or to one that was taken back. */
  | { readonly code: 'change-id-taken' }
  | { readonly code: 'system-not-found' }
  | { readonly code: 'party-not-found' }
  | { readonly code: 'rights-not-offered'; readonly rights: readonly Right[] }
  | RedirectRefusal
  | PackagesRefused

export type RequestedChange =
  | {
      readonly outcome: 'created'
      readonly of: SystemUserIdentity
      readonly wanted: WantedChange
      readonly expiresAt: Instant
    }
  /** It stood there before, as it is now. */
  | { readonly outcome: 'existing' }
  /** The system user holds what is required and nothing of what is unwanted. Nothing was recorded. */
  | { readonly outcome: 'not-needed'; readonly of: SystemUserIdentity }

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systemUsers' | 'delegations' | 'reservations'>
  readonly views: Views
  /** How long a request waits for an answer, in days. */
  readonly requestTtlDays: number
  /** `at` and a number of days later. */
  readonly daysAfter: (at: Instant, days: number) => Instant
}

type Answer = Outcome<RequestedChange, RequestChangeRefusal>
type Active = Changeable & { readonly status: 'active' }

/**
 * A vendor asks a party to change what its system user holds (spec systemuser-api §2.5). The same id leads to the same
 * change, whatever else is asked for. Whose the system user is comes before all else.
 */
export const requestChange =
  (deps: Dependencies) =>
  async (request: RequestChange, context: CommandContext): Promise<Answer> => {
    const user = await deps.aggregates.systemUsers.read(request.systemUser)
    if (!isActive(user) || user.asked.vendor !== request.vendor)
      return refused({ code: 'system-user-not-found' })
    const of = identityOf(user.asked)
    if (isEmpty(request)) return done({ outcome: 'not-needed', of })
    if (request.change === ChangeId.parse(request.systemUser))
      return refused({ code: 'change-id-of-system-user' })
    const standing = await standingChange(deps, request, user)
    if (standing === 'of-another') return done({ outcome: 'existing' })
    if (standing === 'taken') return refused({ code: 'change-id-taken' })
    // Whatever a repeated request says, it is answered with what stands; who repeats a command is told what it did.
    if (standing !== 'none') return record(deps, { request, of, wanted: standing.wanted }, context)
    // An agent has no rights of its own that could be changed.
    if (user.asked.kind === 'agent' && asksForRights(request))
      return refused({ code: 'system-user-not-found' })
    const packages = await fitting(deps.views, request, of)
    if (!packages.done) return packages
    const wanted = wantedIn(request, packages.value)
    if (!isNeeded(needOf(await heldBy(deps.aggregates, user), wanted)))
      return done({ outcome: 'not-needed', of })
    return record(deps, { request, of, wanted }, context)
  }

const isEmpty = (request: RequestChange): boolean =>
  !asksForRights(request) &&
  request.requiredAccessPackages.length + request.unwantedAccessPackages.length === 0

const asksForRights = (request: RequestChange): boolean =>
  request.requiredRights.length + request.foreignRights.length + request.unwantedRights.length > 0

/** Of this system user, of another one of the same vendor, or no vendor's to be told of. */
type StandingChange = Change | 'of-another' | 'taken' | 'none'

/** An id that was reserved and never written is free for the system user that it was reserved for, and for no other. */
async function standingChange(
  { aggregates }: Dependencies,
  { change, vendor, systemUser }: RequestChange,
  user: Active,
): Promise<StandingChange> {
  const holder = await systemUserOfChange(aggregates, change)
  if (holder === undefined) return 'none'
  const isOwn = holder === systemUser
  const of = isOwn ? user : await aggregates.systemUsers.read(holder)
  if (!('changes' in of) || of.asked.vendor !== vendor) return 'taken'
  const found = changeOf(of.changes, change)
  if (found === undefined) return isOwn ? 'none' : 'taken'
  if (found.status === 'withdrawn') return 'taken'
  return isOwn ? found : 'of-another'
}

/** In the contract's order: the system, the party, the place to go back to, rights, packages. */
async function fitting(
  views: Views,
  request: RequestChange,
  { kind, systemId, party, vendor }: SystemUserIdentity,
): Promise<Outcome<AccessPackage[], RequestChangeRefusal>> {
  const { documents } = await views.fetch([ref(systems, systemId), ref(parties, party)])
  const [system, known] = documents
  if (system === undefined || system.deleted || system.vendor !== vendor)
    return refused({ code: 'system-not-found' })
  if (known === undefined) return refused({ code: 'party-not-found' })
  const redirect = redirectProblem(request.redirectUrl, system.content.redirectUrls)
  if (redirect) return refused(redirect)
  const { requiredRights, foreignRights, requiredAccessPackages: accessPackages } = request
  const rights = rightsNotOffered(requiredRights, system.content)
  const areTooMany = requiredRights.length > system.content.rights.length
  if (rights.length + foreignRights.length > 0 || areTooMany)
    return refused({ code: 'rights-not-offered', rights })
  return packagesAskedFor(views, { kind, accessPackages }, system.content)
}

const wantedIn = (
  { requiredRights, unwantedRights, unwantedAccessPackages }: RequestChange,
  requiredAccessPackages: readonly AccessPackage[],
): WantedChange => ({
  requiredRights: [...requiredRights],
  unwantedRights: [...unwantedRights],
  requiredAccessPackages: [...requiredAccessPackages],
  unwantedAccessPackages: [...unwantedAccessPackages],
})

type Recording = {
  readonly request: RequestChange
  readonly of: SystemUserIdentity
  readonly wanted: WantedChange
}

/** The id first: without a change under it it does no harm, and whoever comes again with it goes on from there. */
async function record(
  deps: Dependencies,
  { request, of, wanted }: Recording,
  context: CommandContext,
): Promise<Answer> {
  const { change, vendor, systemUser, redirectUrl } = request
  const { at } = context
  const { reservations, systemUsers } = deps.aggregates
  const held = await reservations.execute(
    reservationOfChange(change),
    { type: 'Reserve', kind: 'change-id', key: change, holder: systemUser, at },
    context,
  )
  if (!held.decision.accepted) return refused({ code: 'change-id-taken' })
  const expiresAt = deps.daysAfter(at, deps.requestTtlDays)
  const { decision, position } = await systemUsers.execute(
    systemUser,
    {
      type: 'RequestChange',
      vendor,
      change,
      wanted,
      ...(redirectUrl !== undefined && { redirectUrl }),
      expiresAt,
      at,
    },
    context,
  )
  if (!decision.accepted) return refused({ code: 'system-user-not-found' })
  if (position === undefined) return done({ outcome: 'existing' })
  return done({ outcome: 'created', of, wanted, expiresAt }, position)
}
