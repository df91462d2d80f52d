import { z } from 'zod'
import { OrgNo } from '../domain/values.ts'
import { projection } from './projection.ts'

export const LiveSystem = z.object({ vendor: OrgNo })
export type LiveSystem = z.infer<typeof LiveSystem>

/** Which systems are in use, and whose they are: the little that a decision and a token need. */
export const liveSystems = projection({
  name: 'live-systems',
  document: LiveSystem,
  events: ['SystemRegistered', 'SystemDeleted'],
  key: (event) => event.systemId,
  evolve: (_system, event) =>
    event.type === 'SystemRegistered' ? { vendor: event.vendor } : undefined,
})
