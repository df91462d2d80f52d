import { claimsOf } from '../domain/reservation/state.ts'
import type { ClientId, SystemId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import { type CommandContext, furtherStep } from './command-context.ts'
import type { DeriveId } from './derive-id.ts'
import { done, type Outcome, refused } from './outcome.ts'

type Reservations = Aggregates['reservations']

export type ClientIdTaken = { readonly code: 'client-id-taken'; readonly clientId: ClientId }

/**
 * Reserves all of them for the system under the command's own claim, so that no other command for the same system can
 * give them back meanwhile. Stops at the first that another system holds; what was claimed until then stays claimed.
 *
 * A command that gave up its claim was refused, and is refused again: it cannot claim twice under one id.
 */
export async function claimClientIds(
  reservations: Reservations,
  systemId: SystemId,
  clientIds: readonly ClientId[],
  context: CommandContext,
): Promise<Outcome<true, ClientIdTaken>> {
  const claim = context.commandId
  let givenUp: ClientId | undefined
  for (const clientId of clientIds) {
    const { decision, state } = await reservations.execute(
      reservationOf(clientId),
      { type: 'Reserve', ...thingOf(clientId), holder: systemId, claim, at: context.at },
      context,
    )
    if (!decision.accepted) return refused({ code: 'client-id-taken', clientId })
    if (!claimsOf(state, systemId).includes(claim)) givenUp ??= clientId
  }
  return givenUp === undefined
    ? done(true)
    : refused({ code: 'client-id-taken', clientId: givenUp })
}

/** Gives up a command's claims; a client id on which no other command relies is free then. `context` is a further step. */
export async function giveUpClientIds(
  reservations: Reservations,
  systemId: SystemId,
  { clientIds, claim }: { readonly clientIds: readonly ClientId[]; readonly claim: string },
  context: CommandContext,
): Promise<void> {
  for (const clientId of clientIds)
    await reservations.execute(
      reservationOf(clientId),
      { type: 'Release', ...thingOf(clientId), holder: systemId, claim, at: context.at },
      context,
    )
}

const reservationOf = (clientId: ClientId): string => `client-id.${clientId}`

const thingOf = (clientId: ClientId) => ({ kind: 'client-id', key: clientId }) as const

/** The claims by which a system holds client ids at some moment. */
export type HeldClientIds = ReadonlyMap<ClientId, readonly string[]>

export async function heldClientIds(
  reservations: Reservations,
  systemId: SystemId,
  clientIds: readonly ClientId[],
): Promise<HeldClientIds> {
  const held = new Map<ClientId, readonly string[]>()
  for (const clientId of clientIds)
    held.set(clientId, claimsOf(await reservations.read(reservationOf(clientId)), systemId))
  return held
}

/**
 * Gives up claims that were held at some moment, and none that came after it: whoever claimed a client id since relies
 * on it.
 */
export async function giveUpHeld(
  { reservations, deriveId }: { readonly reservations: Reservations; readonly deriveId: DeriveId },
  systemId: SystemId,
  held: HeldClientIds,
  context: CommandContext,
): Promise<void> {
  for (const [clientId, claims] of held)
    for (const claim of claims)
      await giveUpClientIds(
        reservations,
        systemId,
        { clientIds: [clientId], claim },
        furtherStep(context, deriveId, `give-up-${claim}`),
      )
}
