import type { SystemUser } from '../domain/system-user/state.ts'
import { hasEnded } from '../domain/system-user/state.ts'
import { type ExternalRef, type OrgNo, type SystemId, SystemUserId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
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

/**
 * Holds a triple for one system user at a time. A holder that was never written is taken over with its id, so that
 * what a crash left half done is finished by whoever comes next; one that has ended for ever gives way.
 *
 * @throws {WrongRevision} when attempt after attempt lost the race.
 */
export async function holdTriple(
  { aggregates: { systemUsers, reservations }, deriveId }: Dependencies,
  { systemId, party, externalRef }: Triple,
  context: CommandContext,
): Promise<HeldTriple> {
  const key = deriveId('request-triple', systemId, party, externalRef)
  const stream = `request-triple.${key}`
  const id = SystemUserId.parse(deriveId(context.commandId, 'system-user'))
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
    if (!hasEnded(by)) return { status: 'taken', id: holder, by }
    ended = holder
  }
  throw new WrongRevision(`the triple ${key} changes hands faster than it can be held`)
}
