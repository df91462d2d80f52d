import type { ClientId, SystemId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

type Reservations = Aggregates['reservations']

export type ClientIdTaken = { readonly code: 'client-id-taken'; readonly clientId: ClientId }

/** Reserves all of them for the system, or none. Answers those that it did not hold before. */
export async function reserveClientIds(
  reservations: Reservations,
  systemId: SystemId,
  clientIds: readonly ClientId[],
  context: CommandContext,
): Promise<Outcome<readonly ClientId[], ClientIdTaken>> {
  const reserved: ClientId[] = []
  for (const clientId of clientIds) {
    const { decision } = await reservations.execute(
      reservationOf(clientId),
      { type: 'Reserve', kind: 'client-id', key: clientId, holder: systemId, at: context.at },
      context,
    )
    if (!decision.accepted) {
      await releaseClientIds(reservations, systemId, reserved, context)
      return refused({ code: 'client-id-taken', clientId })
    }
    if (decision.events.length > 0) reserved.push(clientId)
  }
  return done(reserved)
}

/** Gives back those that the system holds; others are left alone. */
export async function releaseClientIds(
  reservations: Reservations,
  systemId: SystemId,
  clientIds: readonly ClientId[],
  context: CommandContext,
): Promise<void> {
  for (const clientId of clientIds)
    await reservations.execute(
      reservationOf(clientId),
      { type: 'Release', kind: 'client-id', key: clientId, holder: systemId, at: context.at },
      context,
    )
}

const reservationOf = (clientId: ClientId): string => `client-id.${clientId}`
