import { z } from 'zod'
import { SystemId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const VisibleSystem = z.object({ systemId: SystemId })
export type VisibleSystem = z.infer<typeof VisibleSystem>

/** The list of all systems that anybody may choose. */
export const visibleSystemList = 'visible-systems'

/** Which systems are in use and shown to everybody: what a party can choose from by itself. */
export const visibleSystems = projection({
  name: 'visible-systems',
  document: VisibleSystem,
  events: ['SystemRegistered', 'SystemReplaced', 'SystemDeleted'],
  key: (event) => event.systemId,
  evolve: (_system, event) =>
    event.type !== 'SystemDeleted' && event.content.visible
      ? { systemId: event.systemId }
      : undefined,
  entries: ({ systemId }) => [{ list: visibleSystemList, member: systemId }],
})
