import type { Held } from '../domain/system-user/changes.ts'
import { changed } from '../domain/system-user/changes.ts'
import type { Changeable, SystemUser } from '../domain/system-user/state.ts'
import { delegationId } from '../domain/delegation/id.ts'
import { type ChangeId, SystemUserId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'

/** The stream of the reservation of a change's id: one id is one change of one system user, for good. */
export const reservationOfChange = (change: ChangeId): string => `change-id.${change}`

/** Whose change it is, if the id was ever given to one. That it was written too is for the system user to say. */
export async function systemUserOfChange(
  { reservations }: Pick<Aggregates, 'reservations'>,
  change: ChangeId,
): Promise<SystemUserId | undefined> {
  const reservation = await reservations.read(reservationOfChange(change))
  return reservation.status === 'free' ? undefined : SystemUserId.parse(reservation.holder)
}

/** By this a precondition names a change, which is in no stream of its own. */
export const preconditionOfChange = (change: ChangeId): string => `change-${change}`

/** The system user that a change is of, and the context in which it is commanded. */
export type ChangeTarget = { readonly id: SystemUserId; readonly context: CommandContext }

/**
 * Where a command about a change goes; nowhere if there is no such change. What the context asks of the change is asked
 * of the system user whose part it is: what a change comes to depends on all of it. Whose it is is not looked at here.
 */
export async function targetOfChange(
  aggregates: Pick<Aggregates, 'reservations'>,
  change: ChangeId,
  context: CommandContext,
): Promise<ChangeTarget | undefined> {
  const id = await systemUserOfChange(aggregates, change)
  if (id === undefined) return undefined
  const { precondition } = context
  if (precondition?.stream !== preconditionOfChange(change)) return { id, context }
  const ofUser = { ...precondition, stream: `systemUser-${id}` }
  return { id, context: { ...context, precondition: ofUser } }
}

export const isActive = (user: SystemUser): user is Changeable & { readonly status: 'active' } =>
  user.status === 'active'

/** What a system user holds now, by the log and not by a view: what was given first, and every change since. */
export async function heldBy(
  { delegations }: Pick<Aggregates, 'delegations'>,
  { asked, changes }: Changeable,
): Promise<Held> {
  return changes.applied.reduce(changed, await givenFirst({ delegations }, asked))
}

async function givenFirst(
  { delegations }: Pick<Aggregates, 'delegations'>,
  { id, kind, party, accessPackages }: Changeable['asked'],
): Promise<Held> {
  if (kind === 'agent') return { rights: [], accessPackages }
  const own = await delegations.read(delegationId(id, party))
  return own.status === 'granted' ? own : { rights: [], accessPackages: [] }
}
