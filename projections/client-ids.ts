import { z } from 'zod'
import { SystemId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const ClientIdView = z.object({ systemId: SystemId })
export type ClientIdView = z.infer<typeof ClientIdView>

/** The system that holds a Maskinporten client id. The reservation alone says so, whatever a system lists. */
export const clientIds = projection({
  name: 'client-ids',
  document: ClientIdView,
  events: ['Reserved', 'Released'],
  key: (event) => (event.kind === 'client-id' ? event.key : undefined),
  evolve: (_held, event) => {
    if (event.type === 'Released') return undefined
    // What is no system's id can be nobody's client.
    const holder = SystemId.safeParse(event.holder)
    return holder.success ? { systemId: holder.data } : undefined
  },
})
