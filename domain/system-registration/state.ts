import type { OrgNo, SystemId } from '../values.ts'
import type { SystemContent, SystemRegistrationEvent } from './events.ts'

type Registered = {
  readonly systemId: SystemId
  readonly internalId: string
  readonly vendor: OrgNo
  readonly content: SystemContent
}

/** A deleted system keeps its id for ever, and what it was. */
export type SystemRegistration =
  | { readonly status: 'absent' }
  | (Registered & { readonly status: 'registered' })
  | (Registered & { readonly status: 'deleted' })

export const initial: SystemRegistration = { status: 'absent' }

export function evolve(
  state: SystemRegistration,
  event: SystemRegistrationEvent,
): SystemRegistration {
  switch (event.type) {
    case 'SystemRegistered': {
      const { systemId, internalId, vendor, content } = event
      return { status: 'registered', systemId, internalId, vendor, content }
    }
    case 'SystemReplaced':
      return withContent(state, event.content)
    case 'SystemRightsReplaced':
      return withContent(state, { rights: event.rights })
    case 'SystemAccessPackagesReplaced':
      return withContent(state, { accessPackages: event.accessPackages })
    case 'SystemDeleted':
      return state.status === 'absent' ? state : { ...state, status: 'deleted' }
  }
}

const withContent = (
  state: SystemRegistration,
  changed: Partial<SystemContent>,
): SystemRegistration =>
  state.status === 'absent' ? state : { ...state, content: { ...state.content, ...changed } }
