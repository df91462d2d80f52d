import type { Decider } from '../decider.ts'
import { decide, type ResourceCommand, type ResourceRefusal } from './decide.ts'
import { ResourceEvent } from './events.ts'
import { evolve, initial, type Resource } from './state.ts'

export const resource: Decider<ResourceCommand, ResourceEvent, Resource, ResourceRefusal> = {
  category: 'resource',
  event: ResourceEvent,
  initial,
  decide,
  evolve,
}
