import type { OrgNo } from '../values.ts'
import type { Holder, PartyEvent } from './events.ts'

export type HeldRole = { readonly role: string; readonly holder: Holder }

export type Party =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'registered'
      readonly orgNo: OrgNo
      readonly uuid: string
      readonly name: string
      readonly form: string
      readonly parent?: OrgNo | undefined
      readonly roles: readonly HeldRole[]
    }
  | { readonly status: 'dissolved' }

export const initial: Party = { status: 'unknown' }

export function evolve(state: Party, event: PartyEvent): Party {
  if (event.type === 'PartyRegistered') {
    const { orgNo, uuid, name, form, parent } = event
    const roles = state.status === 'registered' ? state.roles : []
    const known = { status: 'registered', orgNo, uuid, name, form } as const
    return { ...known, ...(parent !== undefined && { parent }), roles }
  }
  if (state.status !== 'registered') return state
  switch (event.type) {
    case 'PartyRenamed':
      return { ...state, name: event.name }
    case 'PartyDissolved':
      return { status: 'dissolved' }
    case 'PartyRoleGiven':
      return { ...state, roles: [...without(state.roles, event), roleIn(event)] }
    case 'PartyRoleEnded':
      return { ...state, roles: without(state.roles, event) }
  }
}

const roleIn = ({ role, holder }: HeldRole): HeldRole => ({ role, holder })

const without = (roles: readonly HeldRole[], gone: HeldRole): readonly HeldRole[] =>
  roles.filter((held) => !isSameRole(held, gone))

export const isSameRole = (a: HeldRole, b: HeldRole): boolean =>
  a.role === b.role && isSameHolder(a.holder, b.holder)

const isSameHolder = (a: Holder, b: Holder): boolean =>
  (a.type === 'person' && b.type === 'person' && a.person === b.person) ||
  (a.type === 'organisation' && b.type === 'organisation' && a.orgNo === b.orgNo)
