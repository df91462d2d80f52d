import type { SystemRegistrationRefusal } from '../domain/system-registration/decide.ts'
import type { SystemContent } from '../domain/system-registration/events.ts'
import type { AccessPackage, OrgNo, Right, SystemId } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'
import {
  type ExaminedSystem,
  systemFindings,
  type SystemUnfit,
  unfitFor,
} from './system-findings.ts'

type OfSystem = { readonly systemId: SystemId; readonly vendor: OrgNo }

export type ReplaceRights = OfSystem & { readonly rights: Right[] }
export type ReplaceAccessPackages = OfSystem & { readonly accessPackages: AccessPackage[] }

type Dependencies = { readonly aggregates: Pick<Aggregates, 'systems'>; readonly views: Views }

type Replacing = Outcome<true, SystemRegistrationRefusal | SystemUnfit>

/**
 * Replaces the rights that a system asks for, and nothing else of it. What existing system users hold is left as it is;
 * an open request is held against the new ones when it is approved.
 */
export const replaceSystemRights =
  (deps: Dependencies) =>
  async (
    { systemId, vendor, rights }: ReplaceRights,
    context: CommandContext,
  ): Promise<Replacing> => {
    const command = { type: 'ReplaceRights', vendor, rights, at: context.at } as const
    const unfit = await unfitPart(deps, { systemId, vendor }, () => ({ rights }))
    return unfit ?? outcomeOf(await deps.aggregates.systems.execute(systemId, command, context))
  }

/** Replaces the access packages that a system asks for, and nothing else of it. */
export const replaceSystemAccessPackages =
  (deps: Dependencies) =>
  async (
    { systemId, vendor, accessPackages }: ReplaceAccessPackages,
    context: CommandContext,
  ): Promise<Replacing> => {
    const { at } = context
    const command = { type: 'ReplaceAccessPackages', vendor, accessPackages, at } as const
    const unfit = await unfitPart(deps, { systemId, vendor }, ({ visible }) => ({
      packages: { urns: accessPackages, visible },
    }))
    return unfit ?? outcomeOf(await deps.aggregates.systems.execute(systemId, command, context))
  }

/** Nothing is said of the parts of a system that the vendor cannot change: the decision says why. */
async function unfitPart(
  { aggregates: { systems }, views }: Dependencies,
  { systemId, vendor }: OfSystem,
  part: (content: SystemContent) => ExaminedSystem,
): Promise<Replacing | undefined> {
  const before = await systems.read(systemId)
  if (before.status !== 'registered' || before.vendor !== vendor) return undefined
  const unfit = unfitFor(await systemFindings(views, part(before.content)))
  return unfit && refused(unfit)
}

const outcomeOf = ({
  decision,
  position,
}: Awaited<ReturnType<Aggregates['systems']['execute']>>): Replacing =>
  decision.accepted ? done(true, position) : refused(decision.refusal)
