import { z } from 'zod'
import { OrgNo } from '../support/organisation.ts'
import { SyntheticPid } from '../support/synthetic-person.ts'
import type { Assertion } from './assertion.ts'
import { type Checked, failed, passed } from './refusals.ts'
import type { Switches } from './switches.ts'

const resourcesMax = 10

const Resource = z.string().min(1)

// What was checked earlier in the ladder stands here by name only: this is the list of what a grant may hold.
const allowed = {
  aud: z.unknown(),
  iss: z.string(),
  iat: z.unknown(),
  exp: z.unknown(),
  nbf: z.unknown().optional(),
  scope: z.string(),
  jti: z.string().min(1).max(255).optional(),
  sub: z.string().optional(),
  resource: z.union([Resource, z.array(Resource).min(1).max(resourcesMax)]).optional(),
  pid: SyntheticPid.optional(),
  consumer_org: OrgNo.optional(),
  authorization_details: z.unknown().optional(),
}
const GrantClaims = z.object(allowed)
export type GrantClaims = z.infer<typeof GrantClaims>

/** The claims of a grant, when it has none but the known ones and each is of its type. */
export function checkClaims({ claims }: Assertion, switches: Switches): Checked<GrantClaims> {
  const unknown = Object.keys(claims).filter((name) => !Object.hasOwn(allowed, name))
  if (unknown.length > 0) return failed('malformed-assertion', `Unknown claim ${unknown.join(' ')}`)
  const parsed = GrantClaims.safeParse(claims)
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0])
    return failed('malformed-assertion', `Invalid JWT claim ${name}.`)
  }
  const { sub, iss, resource } = parsed.data
  if (sub !== undefined && sub !== iss)
    return failed('malformed-assertion', 'Invalid JWT claim sub.')
  if (typeof resource === 'string' && !switches.acceptStringResource)
    return failed('malformed-assertion', 'Invalid JWT claim resource.')
  return passed(parsed.data)
}
