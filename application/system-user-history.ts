import { delegationId } from '../domain/delegation/id.ts'
import type { SystemUserEvent } from '../domain/system-user/events.ts'
import type { OrgNo, SystemUserId } from '../domain/values.ts'
import { type Recorded, recordedOf } from '../projections/recorded.ts'
import type { EventStore } from './event-store.ts'

export type SystemUserHistory = {
  readonly vendor: OrgNo
  readonly party: OrgNo
  /** Oldest first, in the order of the log. */
  readonly events: readonly Recorded[]
}

/**
 * Everything that ever happened to a system user, from the log itself and not from a view: its own events and those of
 * the rights of its party that it held. `undefined` when there never was one. Who may see it is for the caller to check.
 */
export const systemUserHistory =
  ({ store }: { readonly store: EventStore }) =>
  async (id: SystemUserId): Promise<SystemUserHistory | undefined> => {
    const own = await read(store, `systemUser-${id}`)
    const first = own.find(isOfSystemUser)
    if (first === undefined) return undefined
    const { vendor, party } = first.event
    const delegated = await read(store, `delegation-${delegationId(id, party)}`)
    const events = [...own, ...delegated].toSorted((a, b) => (a.position < b.position ? -1 : 1))
    return { vendor, party, events }
  }

async function read(store: EventStore, stream: string): Promise<readonly Recorded[]> {
  const { events } = await store.read(stream)
  return events.map(recordedOf)
}

const isOfSystemUser = (
  recorded: Recorded,
): recorded is Recorded & { readonly event: SystemUserEvent } =>
  recorded.event.type.startsWith('SystemUser')
