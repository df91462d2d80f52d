import type { SystemUser } from '../domain/system-user/state.ts'
import { hasEnded, hasLapsed } from '../domain/system-user/state.ts'
import {
  type ExternalRef,
  type Instant,
  type OrgNo,
  type SystemId,
  SystemUserId,
} from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { expireRequest } from './expire-requests.ts'
import type { DeriveId } from './derive-id.ts'
import { WrongRevision } from './event-store.ts'

const attemptsMax = 8

export type Triple = {
  readonly systemId: SystemId
  readonly party: OrgNo
  readonly externalRef: ExternalRef
}

export type HeldTriple =
  /** The id under which to go on. It may be one that was reserved before, and never written. */
  | { readonly status: 'ours'; readonly id: SystemUserId }
  | { readonly status: 'taken'; readonly id: SystemUserId; readonly by: SystemUser }

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'systemUsers' | 'reservations'>
  readonly deriveId: DeriveId
}

/** The stream of a triple's reservation. One triple is one system user, whatever its kind. */
function reservationOf(deriveId: DeriveId, { systemId, party, externalRef }: Triple) {
  const key = deriveId('request-triple', systemId, party, externalRef)
  return { key, stream: `request-triple.${key}` }
}

/** Who holds a triple and has not ended, without any claim to it: it may be another's in the next moment. */
export async function holderOfTriple(
  { aggregates: { systemUsers, reservations }, deriveId }: Dependencies,
  triple: Triple,
  at: Instant,
): Promise<{ readonly id: SystemUserId; readonly by: SystemUser } | undefined> {
  const reservation = await reservations.read(reservationOf(deriveId, triple).stream)
  if (reservation.status === 'free') return undefined
  const id = SystemUserId.parse(reservation.holder)
  const by = await systemUsers.read(id)
  return by.status === 'absent' || hasEnded(by) || hasLapsed(by, at) ? undefined : { id, by }
}

/**
 * Holds a triple for one system user at a time. A holder that was never written is taken over with its id, so that
 * what a crash left half done is finished by whoever comes next; one that has ended for ever gives way, and so does a
 * request whose time is up, which is ended first.
 *
 * @throws {WrongRevision} when attempt after attempt lost the race.
 */
export async function holdTriple(
  deps: Dependencies,
  triple: Triple,
  context: CommandContext,
): Promise<HeldTriple> {
  const { systemUsers, reservations } = deps.aggregates
  const { key, stream } = reservationOf(deps.deriveId, triple)
  const id = SystemUserId.parse(deps.deriveId(context.commandId, 'system-user'))
  let ended: string | undefined
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const { decision } = await reservations.execute(
      stream,
      {
        type: 'Reserve',
        kind: 'request-triple',
        key,
        holder: id,
        ...(ended !== undefined && { ended }),
        at: context.at,
      },
      context,
    )
    if (decision.accepted) return { status: 'ours', id }
    const holder = SystemUserId.parse(decision.refusal.holder)
    const by = await systemUsers.read(holder)
    if (by.status === 'absent') return { status: 'ours', id: holder }
    if (hasLapsed(by, context.at)) await expireRequest(deps, holder, context.at)
    else if (!hasEnded(by)) return { status: 'taken', id: holder, by }
    else ended = holder
  }
  throw new WrongRevision(`the triple ${key} changes hands faster than it can be held`)
}
