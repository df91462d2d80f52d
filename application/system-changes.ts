import { SystemRegistrationEvent } from '../domain/system-registration/events.ts'
import type { SystemId } from '../domain/values.ts'
import { type Recorded, recordedOf } from '../projections/recorded.ts'
import type { EventStore } from './event-store.ts'

export type SystemChange = Recorded & { readonly event: SystemRegistrationEvent }

/**
 * What was ever changed of a system, oldest first, from the log itself. Empty when there never was such a system. Who
 * may see it is for the caller to check.
 */
export const systemChanges =
  ({ store }: { readonly store: EventStore }) =>
  async (systemId: SystemId): Promise<readonly SystemChange[]> => {
    const { events } = await store.read(`systemRegistration-${systemId}`)
    return events.map(recordedOf).filter(isOfSystem)
  }

const types: ReadonlySet<string> = new Set(
  SystemRegistrationEvent.options.map(({ shape }) => shape.type.value),
)

const isOfSystem = (recorded: Recorded): recorded is SystemChange => types.has(recorded.event.type)
