import type { Actor } from '../actor.ts'
import type { Client } from '../catalogue/client-relation.ts'
import type { RoleDefinition } from '../catalogue/events.ts'
import type { Basis, DelegatedRight } from '../delegation/events.ts'
import type { Limits } from './access-lists.ts'
import type { CompiledPolicy } from '../policy/compile-policy.ts'
import type { AttributePair, PolicyRight, PolicyRule } from '../policy/rights.ts'
import type { Rulings } from './rulings.ts'
import type { AccessPackage, Instant, OrgNo, SystemUserKind } from '../values.ts'

/** A step that somebody took, and the event that records it. */
export type Step = { readonly at: Instant; readonly by: Actor; readonly event: string }

/** A resource's policy as it is in force, made ready to be asked. */
export type PolicyInForce = {
  readonly version: number
  readonly compiled: CompiledPolicy
  /** What it said before, if it says that to all who stand alike. */
  readonly rulings: Rulings | undefined
  readonly rights: ReadonlyMap<string, PolicyRight>
  /** The actions of all its rights. */
  readonly actions: ReadonlySet<string>
  /** What lists show of it, and no decision looks at. */
  readonly listed: {
    readonly rules: readonly PolicyRule[]
    readonly subjects: readonly AttributePair[]
  }
}

/** What a party gave a system user, and on what basis. */
export type Grant = Step & {
  readonly basis: Basis
  readonly rights: readonly DelegatedRight[]
  readonly accessPackages: readonly AccessPackage[]
}

/** All that a decision rests on, taken from one position of the log. What is absent is not there. */
export type Facts = {
  readonly systemUser:
    | {
        readonly status: 'requested' | 'active' | 'rejected' | 'withdrawn' | 'expired' | 'revoked'
        readonly kind: SystemUserKind
        readonly party: OrgNo
        /** Of an agent: those that it may be handed. */
        readonly accessPackages: readonly AccessPackage[]
        readonly approved?: Step | undefined
        readonly ended?: Step | undefined
      }
    | undefined
  /** Is the system that it belongs to still registered? */
  readonly systemIsLive: boolean
  /** The party as it stands in the register. */
  readonly unit: { readonly uuid: string; readonly mainUnit?: OrgNo | undefined } | undefined
  readonly grant: Grant | undefined
  /** That of the party's main unit, if it is a sub-unit: it counts for the sub-unit too (spec pdp §2.2, §2.3). */
  readonly mainUnitGrant: Grant | undefined
  readonly policy: PolicyInForce | undefined
  /** When it is asked, of a policy that goes by the time. */
  readonly now?: Instant | undefined
  /** Of a resource that goes by access lists. */
  readonly limits?: Limits | undefined
  /** The party asked about, if it is not the system user's own; undefined if the register does not know it. */
  readonly client?: Client | undefined
  /** Likewise the party's main unit. */
  readonly mainUnitClient?: Client | undefined
  /** What the catalogue says of the roles that make clients, if the party is not the system user's own. */
  readonly clientRoles?: readonly (RoleDefinition | undefined)[] | undefined
}
