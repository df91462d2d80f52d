import type { SystemRegistrationRefusal } from '../domain/system-registration/decide.ts'
import type { SystemContent } from '../domain/system-registration/events.ts'
import type { OrgNo, SystemId } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import { claimClientIds, type ClientIdTaken, giveUpClientIds } from './client-id-reservations.ts'
import { type CommandContext, furtherStep } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'
import { done, type Outcome, refused } from './outcome.ts'
import {
  type ExaminedSystem,
  systemFindings,
  type SystemUnfit,
  unfitFor,
} from './system-findings.ts'

export type RegisterSystem = {
  readonly systemId: SystemId
  readonly vendor: OrgNo
  readonly content: SystemContent
}

export type RegisterSystemRefusal = SystemRegistrationRefusal | ClientIdTaken | SystemUnfit

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systems' | 'reservations'>
  readonly views: Views
  readonly deriveId: DeriveId
}

/**
 * Puts a system into the register; answers its internal id. The client ids are claimed first: a reservation with no
 * system behind it does no harm, two systems with one client id would. What was claimed for nothing is given up. What a
 * crash leaves claimed is taken over by the next attempt to register the same system, by this command or another.
 */
export const registerSystem =
  ({ aggregates: { systems, reservations }, views, deriveId }: Dependencies) =>
  async (
    { systemId, vendor, content }: RegisterSystem,
    context: CommandContext,
  ): Promise<Outcome<string, RegisterSystemRefusal>> => {
    if (!systemId.startsWith(vendor)) return refused({ code: 'system-id-of-another-vendor' })
    const internalId = deriveId(context.commandId, 'system')
    const register = (): Promise<Registering> =>
      systems.execute(
        systemId,
        { type: 'RegisterSystem', systemId, internalId, vendor, content, at: context.at },
        context,
      )
    // An id that is in use answers for itself, a repeated command included; nothing need be claimed to know it.
    if ((await systems.read(systemId)).status !== 'absent')
      return withFindings(views, { systemId, content }, registered(internalId, await register()))
    const unfit = unfitFor(await systemFindings(views, examined({ systemId, content })))
    if (unfit) return refused(unfit)
    const { clientIds } = content
    const claimed = await claimClientIds(reservations, systemId, clientIds, context)
    const outcome = claimed.done ? registered(internalId, await register()) : claimed
    if (!outcome.done) {
      const given = { clientIds, claim: context.commandId }
      const step = furtherStep(context, deriveId, 'give-up-client-ids')
      await giveUpClientIds(reservations, systemId, given, step)
    }
    return outcome
  }

type Registering = Awaited<ReturnType<Aggregates['systems']['execute']>>

const registered = (
  internalId: string,
  { decision, position }: Registering,
): Outcome<string, SystemRegistrationRefusal> =>
  decision.accepted ? done(internalId, position) : refused(decision.refusal)

type Content = Pick<RegisterSystem, 'systemId' | 'content'>

export const examined = ({ systemId, content }: Content): ExaminedSystem => ({
  systemId,
  rights: content.rights,
  packages: { urns: content.accessPackages, visible: content.visible },
  clientIds: content.clientIds,
})

/** An id that is taken is not all that may be wrong. */
async function withFindings(
  views: Views,
  asked: Content,
  outcome: Outcome<string, SystemRegistrationRefusal>,
): Promise<Outcome<string, RegisterSystemRefusal>> {
  if (outcome.done || outcome.refusal.code !== 'system-id-taken') return outcome
  const others = await systemFindings(views, examined(asked))
  return refused({ code: 'system-unfit', findings: [{ code: 'system-id-taken' }, ...others] })
}
