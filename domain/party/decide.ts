import { accept, type Decision } from '../decider.ts'
import type { Instant, OrgNo } from '../values.ts'
import type { PartyEvent } from './events.ts'
import { type HeldRole, isSameRole, type Party } from './state.ts'

/** What the register says of an organisation today. The register is right: there is nothing to refuse. */
export type PartyCommand = {
  readonly type: 'RecordParty'
  readonly orgNo: OrgNo
  readonly uuid: string
  readonly name: string
  readonly form: string
  readonly roles: readonly HeldRole[]
  readonly at: Instant
}

export type PartyRefusal = never

/** Records what has changed since the register was last heard, and nothing else. */
export function decide(command: PartyCommand, state: Party): Decision<PartyEvent, PartyRefusal> {
  return accept(...identityChanges(command, state), ...roleChanges(command, state))
}

function identityChanges(command: PartyCommand, state: Party): PartyEvent[] {
  const { orgNo, uuid, name, form, at } = command
  const isKnown = state.status === 'registered' && state.uuid === uuid && state.form === form
  if (!isKnown) return [{ type: 'PartyRegistered', orgNo, uuid, name, form, at }]
  return state.name === name ? [] : [{ type: 'PartyRenamed', orgNo, name, at }]
}

function roleChanges(command: PartyCommand, state: Party): PartyEvent[] {
  const { orgNo, at } = command
  const held = state.status === 'unknown' ? [] : state.roles
  const ended = held.filter((role) => !command.roles.some((other) => isSameRole(role, other)))
  const given = distinct(command.roles).filter(
    (role) => !held.some((other) => isSameRole(role, other)),
  )
  return [
    ...ended.map(({ role, holder }): PartyEvent => ({
      type: 'PartyRoleEnded',
      orgNo,
      role,
      holder,
      at,
    })),
    ...given.map(({ role, holder }): PartyEvent => ({
      type: 'PartyRoleGiven',
      orgNo,
      role,
      holder,
      at,
    })),
  ]
}

const distinct = (roles: readonly HeldRole[]): readonly HeldRole[] =>
  roles.filter((role, i) => roles.findIndex((other) => isSameRole(role, other)) === i)
