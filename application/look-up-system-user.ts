import type { ClientId, ExternalRef, OrgNo, SystemId } from '../domain/values.ts'
import { clientIds } from '../projections/client-ids.ts'
import { type HolderView, holders, tripleKey } from '../projections/holders.ts'
import { liveSystems } from '../projections/live-systems.ts'
import type { Position } from '../projections/recorded.ts'
import { ref, type Views } from '../projections/views.ts'
import { recentMap } from '../projections/recent-map.ts'
import { onceFor } from './once-for.ts'

export type LookUp = {
  readonly clientId: ClientId
  readonly vendor: OrgNo
  readonly owner: OrgNo
  readonly externalRef: ExternalRef
}

export type FoundSystemUser = HolderView & { readonly systemId: SystemId }

const systemsRememberedMax = 10_000

/**
 * Finds the system user for which a token may be issued (spec maskinporten §4.2): active, of the party and external
 * reference asked for, on the live system that holds the client id and is the vendor's. `undefined` for every other
 * case alike. What the system user may do is not looked at.
 *
 * Which system holds a client id is remembered as a guess, so that one round trip is enough; the guess is checked
 * against the same read, and a wrong one costs a second.
 */
export const lookUpSystemUser = ({ views }: { readonly views: Views }) => {
  const guesses = recentMap<SystemId>(systemsRememberedMax)
  const refsOf = onceFor(refsFor)
  // The same object for the same document, so that who goes on with it can tell that nothing has changed.
  const foundOf = onceFor(foundIn)
  return async (wanted: LookUp, atLeast?: Position): Promise<FoundSystemUser | undefined> => {
    const known = guesses.get(wanted.clientId)
    let guess = known ?? (await holderOf(views, wanted.clientId, atLeast))
    for (let attempt = 1; guess !== undefined && attempt <= 3; attempt += 1) {
      const { documents } = await views.fetch(refsOf(wanted, guess), atLeast)
      const [client, system, holder] = documents
      if (client?.systemId === guess) {
        if (guess !== known) guesses.set(wanted.clientId, guess)
        const isFound = system?.vendor === wanted.vendor && holder !== undefined
        return isFound ? foundOf(holder, guess) : undefined
      }
      guesses.delete(wanted.clientId)
      guess = client?.systemId
    }
    return undefined
  }
}

const refsFor = ({ clientId, owner, externalRef }: LookUp, systemId: SystemId) =>
  [
    ref(clientIds, clientId),
    ref(liveSystems, systemId),
    ref(holders, tripleKey({ systemId, party: owner, externalRef })),
  ] as const

const foundIn = (holder: HolderView, systemId: SystemId): FoundSystemUser => ({
  ...holder,
  systemId,
})

async function holderOf(
  views: Views,
  clientId: ClientId,
  atLeast: Position | undefined,
): Promise<SystemId | undefined> {
  const { documents } = await views.fetch([ref(clientIds, clientId)], atLeast)
  return documents[0]?.systemId
}
