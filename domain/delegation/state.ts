import type { AccessPackage } from '../values.ts'
import type { Basis, DelegatedRight, DelegationEvent } from './events.ts'

/** What of one party's rights one system user holds. Whether that system user is active, it does not know. */
export type Delegation =
  | { readonly status: 'none' }
  | {
      readonly status: 'granted'
      readonly basis: Basis
      readonly rights: readonly DelegatedRight[]
      readonly accessPackages: readonly AccessPackage[]
    }

export const initial: Delegation = { status: 'none' }

export function evolve(_state: Delegation, event: DelegationEvent): Delegation {
  switch (event.type) {
    case 'DelegationGranted': {
      const { basis, rights, accessPackages } = event
      return { status: 'granted', basis, rights, accessPackages }
    }
    case 'DelegationRevoked':
      return initial
  }
}
