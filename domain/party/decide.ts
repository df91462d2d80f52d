import { accept, type Decision } from '../decider.ts'
import type { Instant, OrgNo } from '../values.ts'
import type { PartyEvent } from './events.ts'
import { type HeldRole, isSameRole, type Party } from './state.ts'

export type RecordParty = {
  readonly type: 'RecordParty'
  readonly orgNo: OrgNo
  readonly uuid: string
  readonly name: string
  readonly form: string
  readonly parent?: OrgNo
  readonly roles: readonly HeldRole[]
  readonly at: Instant
}

/** It was struck off, or the register no longer has it. */
export type DissolveParty = {
  readonly type: 'DissolveParty'
  readonly orgNo: OrgNo
  readonly at: Instant
}

/** What the register says of an organisation today. The register is right: there is nothing to refuse. */
export type PartyCommand = RecordParty | DissolveParty

export type PartyRefusal = never

/** Records what has changed since the register was last heard, and nothing else. */
export function decide(command: PartyCommand, state: Party): Decision<PartyEvent, PartyRefusal> {
  switch (command.type) {
    case 'RecordParty':
      return accept(
        ...identityChanges(command, state),
        ...roleChanges(command, command.roles, state),
      )
    case 'DissolveParty':
      return accept(...dissolution(command, state))
  }
}

function identityChanges(command: RecordParty, state: Party): PartyEvent[] {
  const { orgNo, uuid, name, form, parent, at } = command
  const isKnown =
    state.status === 'registered' &&
    state.uuid === uuid &&
    state.form === form &&
    state.parent === parent
  if (isKnown) return state.name === name ? [] : [{ type: 'PartyRenamed', orgNo, name, at }]
  const part = parent === undefined ? undefined : { parent }
  return [{ type: 'PartyRegistered', orgNo, uuid, name, form, ...part, at }]
}

/** Every role is ended by an event of its own, so that whoever looks at roles alone misses nothing. */
function dissolution({ orgNo, at }: DissolveParty, state: Party): PartyEvent[] {
  if (state.status !== 'registered') return []
  return [...roleChanges({ orgNo, at }, [], state), { type: 'PartyDissolved', orgNo, at }]
}

function roleChanges(
  { orgNo, at }: Pick<PartyCommand, 'orgNo' | 'at'>,
  roles: readonly HeldRole[],
  state: Party,
): PartyEvent[] {
  const held = state.status === 'registered' ? state.roles : []
  const ended = held.filter((role) => !roles.some((other) => isSameRole(role, other)))
  const given = distinct(roles).filter((role) => !held.some((other) => isSameRole(role, other)))
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
