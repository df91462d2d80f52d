import type { SystemRegistrationRefusal } from '../domain/system-registration/decide.ts'
import type { AccessPackage, OrgNo, Right, SystemId } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { type UnfitResources, unfitResources } from './register-system.ts'

type OfSystem = { readonly systemId: SystemId; readonly vendor: OrgNo }

export type ReplaceRights = OfSystem & { readonly rights: Right[] }
export type ReplaceAccessPackages = OfSystem & { readonly accessPackages: AccessPackage[] }

type Dependencies = { readonly aggregates: Pick<Aggregates, 'systems'>; readonly views: Views }

/**
 * Replaces the rights that a system asks for, and nothing else of it. What existing system users hold is left as it is;
 * an open request is held against the new ones when it is approved.
 */
export const replaceSystemRights =
  ({ aggregates: { systems }, views }: Dependencies) =>
  async (
    { systemId, vendor, rights }: ReplaceRights,
    context: CommandContext,
  ): Promise<Outcome<true, SystemRegistrationRefusal | UnfitResources>> => {
    const before = await systems.read(systemId)
    const isChangeable = before.status === 'registered' && before.vendor === vendor
    const unfit = isChangeable ? await unfitResources(views, { rights }) : undefined
    if (unfit) return refused(unfit)
    const command = { type: 'ReplaceRights', vendor, rights, at: context.at } as const
    return outcomeOf(await systems.execute(systemId, command, context))
  }

/** Replaces the access packages that a system asks for, and nothing else of it. Whether there are such is not checked. */
export const replaceSystemAccessPackages =
  ({ aggregates: { systems } }: Pick<Dependencies, 'aggregates'>) =>
  async (
    { systemId, vendor, accessPackages }: ReplaceAccessPackages,
    context: CommandContext,
  ): Promise<Outcome<true, SystemRegistrationRefusal>> => {
    const command = {
      type: 'ReplaceAccessPackages',
      vendor,
      accessPackages,
      at: context.at,
    } as const
    return outcomeOf(await systems.execute(systemId, command, context))
  }

const outcomeOf = ({
  decision,
  position,
}: Awaited<ReturnType<Aggregates['systems']['execute']>>): Outcome<
  true,
  SystemRegistrationRefusal
> => (decision.accepted ? done(true, position) : refused(decision.refusal))
