import type { SystemUserRefusal } from '../domain/system-user/decide.ts'
import type { Asked } from '../domain/system-user/state.ts'
import {
  ExternalRef,
  type Instant,
  type OrgNo,
  type PersonRef,
  type SystemId,
  type SystemUserId,
} from '../domain/values.ts'
import { type SystemView, systems } from '../projections/systems.ts'
import { ref, type Views } from '../projections/views.ts'
import {
  packagesAskedFor,
  type PackagesNotDelegable,
  type PackagesRefused,
} from './access-packages.ts'
import type { Aggregates } from './aggregates.ts'
import { type CommandContext, furtherStep } from './command-context.ts'
import type { RightNotDelegable } from './delegation-check.ts'
import type { DeriveId } from './derive-id.ts'
import { grantOwnParty } from './grant-own-party.ts'
import { done, type Outcome, refused } from './outcome.ts'
import type { PoliciesInForce } from './policies-in-force.ts'
import type { NotAccessManager } from './reject-request.ts'
import { holdTriple, type Triple } from './request-triple.ts'
import { managedParty } from './standing-at.ts'

export type CreateSystemUser = {
  readonly party: OrgNo
  readonly person: PersonRef
  readonly systemId: SystemId
  readonly integrationTitle: string
}

export type CreateSystemUserRefusal =
  | NotAccessManager
  | { readonly code: 'system-not-found' }
  | { readonly code: 'system-user-exists' }
  /** The vendor has asked for the same, and waits for the answer. */
  | { readonly code: 'request-waits' }
  | RightNotDelegable
  | PackagesRefused
  | PackagesNotDelegable
  | SystemUserRefusal

export type CreatedSystemUser = {
  readonly asked: Omit<Asked, 'redirectUrl'>
  readonly system: SystemView
  readonly partyUuid: string
  readonly at: Instant
}

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systemUsers' | 'delegations' | 'reservations'>
  readonly views: Views
  readonly policies: PoliciesInForce
  readonly deriveId: DeriveId
}

/**
 * The party makes a system user by itself, for a system that people may choose or for one of its own making: it is given
 * all the rights and access packages that the system asks for, all or nothing. Its external reference is the party's
 * number. What the party once rejected for the same triple gives way; what waits for an answer is to be answered.
 */
export const createSystemUser =
  (deps: Dependencies) =>
  async (
    { party: orgNo, person, systemId, integrationTitle }: CreateSystemUser,
    context: CommandContext,
  ): Promise<Outcome<CreatedSystemUser, CreateSystemUserRefusal>> => {
    const party = await managedParty(deps.views, person, orgNo)
    if (party === undefined) return refused({ code: 'not-access-manager' })
    const system = await systemFor(deps.views, orgNo, systemId)
    if (system === undefined) return refused({ code: 'system-not-found' })
    const { rights, accessPackages: offered } = system.content
    const wanted = { kind: 'standard', accessPackages: offered } as const
    const packages = await packagesAskedFor(deps.views, wanted, system.content)
    if (!packages.done) return packages
    const triple = { systemId, party: orgNo, externalRef: ExternalRef.parse(orgNo) }
    const held = await holdForParty(deps, triple, context)
    if (!held.done) return held
    const id = held.value
    const accessPackages = packages.value
    const given = { systemUser: id, party: orgNo, person, rights, accessPackages }
    const granted = await grantOwnParty(deps, given, context)
    if (!granted.done) return granted
    const { vendor } = system
    const of = { id, kind: 'standard', vendor, ...triple } as const
    const asked = { ...of, integrationTitle, rights, accessPackages }
    const { decision, position } = await deps.aggregates.systemUsers.execute(
      id,
      { type: 'CreateSystemUser', asked, at: context.at },
      context,
    )
    if (!decision.accepted) return refused(decision.refusal)
    if (position === undefined) return refused({ code: 'system-user-exists' })
    return done({ asked, system, partyUuid: party.uuid, at: context.at }, position)
  }

/** A party may choose what is shown to it, and what it has made itself. */
async function systemFor(
  views: Views,
  party: OrgNo,
  systemId: SystemId,
): Promise<SystemView | undefined> {
  const { documents } = await views.fetch([ref(systems, systemId)])
  const [system] = documents
  if (system === undefined || system.deleted) return undefined
  return system.content.visible || system.vendor === party ? system : undefined
}

async function holdForParty(
  deps: Dependencies,
  triple: Triple,
  context: CommandContext,
): Promise<Outcome<SystemUserId, CreateSystemUserRefusal>> {
  const held = await holdTriple(deps, triple, context)
  if (held.status === 'ours') return done(held.id)
  const { status } = held.by
  if (status === 'requested') return refused({ code: 'request-waits' })
  if (status !== 'rejected') return refused({ code: 'system-user-exists' })
  await deps.aggregates.systemUsers.execute(
    held.id,
    { type: 'SupersedeRequest', party: triple.party, at: context.at },
    furtherStep(context, deps.deriveId, 'supersede-request'),
  )
  const again = await holdTriple(deps, triple, context)
  return again.status === 'ours' ? done(again.id) : refused({ code: 'system-user-exists' })
}
