import type { Held } from '../domain/system-user/changes.ts'
import { changed } from '../domain/system-user/changes.ts'
import type { Changeable, SystemUser } from '../domain/system-user/state.ts'
import { delegationId } from '../domain/delegation/id.ts'
import { type ChangeId, SystemUserId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'

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
