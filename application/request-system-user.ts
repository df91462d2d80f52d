import type { Asked, SystemUser } from '../domain/system-user/state.ts'
import type { AccessPackage, Instant, OrgNo, SystemUserId } from '../domain/values.ts'
import { parties } from '../projections/parties.ts'
import { type SystemView, systems } from '../projections/systems.ts'
import { ref, type Views } from '../projections/views.ts'
import { definitionsOf, offeredAmong } from './access-packages.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'
import { done, type Outcome, refused } from './outcome.ts'
import {
  type Circumstances,
  ownSystem,
  type RequestFinding,
  requestFindings,
  type RequestSystemUser,
} from './request-findings.ts'
import { holderOfTriple, holdTriple, type Triple } from './request-triple.ts'

export type RequestSystemUserRefusal =
  | RequestFinding
  | { readonly code: 'system-user-exists' }
  /** For the same triple the other kind of request waits for its answer, or was rejected. */
  | { readonly code: 'other-kind-requested' }
  | { readonly code: 'other-kind-rejected' }

export type RequestedSystemUser =
  | {
      readonly created: true
      readonly id: SystemUserId
      readonly integrationTitle: string
      readonly accessPackages: readonly AccessPackage[]
    }
  /** It stood there before, as it is now. */
  | { readonly created: false; readonly id: SystemUserId }

/** What a request would come to. */
export type ExaminedRequest = {
  /** All that speaks against it, the first of which is what a request would be refused for. */
  readonly findings: readonly RequestSystemUserRefusal[]
  /** The request that stands for the same triple, which would be answered with. */
  readonly existing?: SystemUserId
}

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
 * request, whatever else is asked for (spec systemuser-api §1.2), until its time is up.
 */
export const requestSystemUser =
  (deps: Dependencies) =>
  async (
    request: RequestSystemUser,
    context: CommandContext,
  ): Promise<Outcome<RequestedSystemUser, RequestSystemUserRefusal>> => {
    const circumstances = await circumstancesOf(deps.views, request)
    const [unfit] = requestFindings(request, circumstances)
    const system = ownSystem(request, circumstances.system)
    const triple = tripleOf(request)
    if (system === undefined) return refused({ code: 'system-not-found' })
    if (triple === undefined) return refused({ code: 'party-not-found' })
    if (unfit) {
      // Whatever a repeated request says, it is answered with what stands.
      const holder = await holderOfTriple(deps, triple, context.at)
      return holder ? existing(request, holder) : refused(unfit)
    }
    const held = await holdTriple(deps, triple, context)
    if (held.status === 'taken') return existing(request, held)
    const asked = askedFor(request, { id: held.id, party: triple.party, system })
    return record(deps, asked, context)
  }

/** Tells what a request would come to at a moment, and records nothing. */
export const examineRequest =
  (deps: Dependencies) =>
  async (request: RequestSystemUser, at: Instant): Promise<ExaminedRequest> => {
    const circumstances = await circumstancesOf(deps.views, request)
    const findings = requestFindings(request, circumstances)
    const triple = tripleOf(request)
    const isOwn = ownSystem(request, circumstances.system) !== undefined
    const holder = isOwn && triple ? await holderOfTriple(deps, triple, at) : undefined
    if (holder === undefined) return { findings }
    const stands = existing(request, holder)
    return stands.done
      ? { findings, existing: stands.value.id }
      : { findings: [stands.refusal, ...findings] }
  }

async function circumstancesOf(views: Views, request: RequestSystemUser): Promise<Circumstances> {
  const { system, partyIsKnown } = await systemAndParty(views, request)
  const { accessPackages = [] } = request
  const urns = system ? offeredAmong({ accessPackages }, system.content) : []
  return { system, partyIsKnown, definitions: await definitionsOf(views, urns) }
}

async function systemAndParty(
  views: Views,
  { systemId, party }: RequestSystemUser,
): Promise<Pick<Circumstances, 'system' | 'partyIsKnown'>> {
  if (party === undefined) {
    const { documents } = await views.fetch([ref(systems, systemId)])
    return { system: documents[0], partyIsKnown: false }
  }
  const { documents } = await views.fetch([ref(systems, systemId), ref(parties, party)])
  return { system: documents[0], partyIsKnown: documents[1] !== undefined }
}

const tripleOf = ({ systemId, party, externalRef }: RequestSystemUser): Triple | undefined =>
  party && { systemId, party, externalRef }

async function record(
  deps: Dependencies,
  asked: Asked,
  context: CommandContext,
): Promise<Outcome<RequestedSystemUser, RequestSystemUserRefusal>> {
  const { id, integrationTitle, accessPackages } = asked
  const expiresAt = deps.daysAfter(context.at, deps.requestTtlDays)
  const { decision, position } = await deps.aggregates.systemUsers.execute(
    id,
    { type: 'RequestSystemUser', asked, expiresAt, at: context.at },
    context,
  )
  if (!decision.accepted) return refused({ code: 'system-user-exists' })
  if (position === undefined) return done({ id, created: false })
  return done({ id, created: true, integrationTitle, accessPackages }, position)
}

type Found = { readonly id: SystemUserId; readonly party: OrgNo; readonly system: SystemView }

function askedFor(request: RequestSystemUser, { id, party, system }: Found): Asked {
  const { kind, systemId, vendor, externalRef, rights = [], redirectUrl } = request
  const { accessPackages = [] } = request
  return {
    id,
    kind,
    systemId,
    vendor,
    party,
    externalRef,
    integrationTitle: request.integrationTitle ?? system.content.name.nb,
    rights: [...rights],
    accessPackages: offeredAmong({ accessPackages }, system.content),
    ...(redirectUrl !== undefined && { redirectUrl }),
  }
}

type Holder = { readonly id: SystemUserId; readonly by: SystemUser }

function existing(
  { kind }: RequestSystemUser,
  { id, by }: Holder,
): Outcome<RequestedSystemUser, RequestSystemUserRefusal> {
  if (by.status === 'active') return refused({ code: 'system-user-exists' })
  if (by.status === 'absent' || by.asked.kind === kind) return done({ id, created: false })
  return refused({
    code: by.status === 'rejected' ? 'other-kind-rejected' : 'other-kind-requested',
  })
}
