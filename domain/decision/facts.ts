import type { Actor } from '../actor.ts'
import type { Basis, DelegatedRight } from '../delegation/events.ts'
import type { CompiledPolicy } from '../policy/compile-policy.ts'
import type { PolicyRight } from '../policy/rights.ts'
import type { AccessPackage, Instant, OrgNo } from '../values.ts'

/** A step that somebody took, and the event that records it. */
export type Step = { readonly at: Instant; readonly by: Actor; readonly event: string }

/** A resource's policy as it is in force, made ready to be asked. */
export type PolicyInForce = {
  readonly version: number
  readonly compiled: CompiledPolicy
  readonly rights: ReadonlyMap<string, PolicyRight>
  /** The actions of all its rights. */
  readonly actions: ReadonlySet<string>
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
        readonly party: OrgNo
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
}
