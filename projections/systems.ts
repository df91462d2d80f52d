import { z } from 'zod'
import { SystemContent } from '../domain/system-registration/events.ts'
import { Instant, OrgNo, SystemId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const SystemView = z.object({
  systemId: SystemId,
  internalId: z.uuid(),
  vendor: OrgNo,
  content: SystemContent,
  deleted: z.boolean(),
  createdAt: Instant,
  /** The place of its last event in the log. */
  sequence: z.int().nonnegative(),
})
export type SystemView = z.infer<typeof SystemView>

export const systemsOfVendor = (vendor: OrgNo): string => `systems-of-vendor:${vendor}`

/** The system register: every system as it is registered now. A deleted one is still shown, as it was. */
export const systems = projection({
  name: 'systems-2',
  document: SystemView,
  events: [
    'SystemRegistered',
    'SystemReplaced',
    'SystemRightsReplaced',
    'SystemAccessPackagesReplaced',
    'SystemDeleted',
  ],
  key: (event) => event.systemId,
  evolve: (before, event, { position }): SystemView | undefined => {
    const sequence = Number(position)
    const system = before && { ...before, sequence }
    switch (event.type) {
      case 'SystemRegistered': {
        const { systemId, internalId, vendor, content, at } = event
        return { systemId, internalId, vendor, content, deleted: false, createdAt: at, sequence }
      }
      case 'SystemReplaced':
        return system && { ...system, content: event.content }
      case 'SystemRightsReplaced':
        return system && { ...system, content: { ...system.content, rights: event.rights } }
      case 'SystemAccessPackagesReplaced': {
        const { accessPackages } = event
        return system && { ...system, content: { ...system.content, accessPackages } }
      }
      case 'SystemDeleted':
        return system && { ...system, deleted: true }
    }
  },
  entries: ({ systemId, vendor, deleted }) =>
    deleted ? [] : [{ list: systemsOfVendor(vendor), member: systemId }],
})
