import { accept, type Decision } from '../decider.ts'
import { same } from '../same.ts'
import type { AccessPackage, Instant, OrgNo, SystemUserId } from '../values.ts'
import type { Basis, DelegatedRight, DelegationEvent } from './events.ts'
import type { Delegation } from './state.ts'

export type DelegationCommand =
  | {
      readonly type: 'Grant'
      readonly systemUser: SystemUserId
      readonly party: OrgNo
      readonly basis: Basis
      readonly rights: DelegatedRight[]
      readonly accessPackages: AccessPackage[]
      readonly at: Instant
    }
  | {
      readonly type: 'Revoke'
      readonly systemUser: SystemUserId
      readonly party: OrgNo
      readonly at: Instant
    }

/** None: that the rights are the giver's to give is settled before, against the policy and the party register. */
export type DelegationRefusal = never

export function decide(
  command: DelegationCommand,
  state: Delegation,
): Decision<DelegationEvent, DelegationRefusal> {
  switch (command.type) {
    case 'Grant': {
      const { systemUser, party, basis, rights, accessPackages, at } = command
      const asItIs =
        state.status === 'granted' &&
        same([state.basis, state.rights, state.accessPackages], [basis, rights, accessPackages])
      if (asItIs) return accept()
      return accept({
        type: 'DelegationGranted',
        systemUser,
        party,
        basis,
        rights,
        accessPackages,
        at,
      })
    }
    case 'Revoke': {
      if (state.status === 'none') return accept()
      const { systemUser, party, at } = command
      return accept({ type: 'DelegationRevoked', systemUser, party, at })
    }
  }
}
