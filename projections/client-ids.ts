import { z } from 'zod'
import { evolve, initial } from '../domain/reservation/state.ts'
import { SystemId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const ClientIdView = z.object({ systemId: SystemId, claims: z.array(z.string()).readonly() })
export type ClientIdView = z.infer<typeof ClientIdView>

/** The system that holds a Maskinporten client id. The reservation alone says so, whatever a system lists. */
export const clientIds = projection({
  name: 'client-ids',
  document: ClientIdView,
  events: ['Reserved', 'Released'],
  key: (event) => (event.kind === 'client-id' ? event.key : undefined),
  evolve: (held, event) => {
    const before = held && { status: 'held' as const, holder: held.systemId, claims: held.claims }
    const next = evolve(before ?? initial, event)
    if (next.status === 'free') return undefined
    // What is no system's id can be nobody's client.
    const holder = SystemId.safeParse(next.holder)
    return holder.success ? { systemId: holder.data, claims: next.claims } : undefined
  },
})
