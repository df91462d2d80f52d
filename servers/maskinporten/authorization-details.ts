import { z } from 'zod'
import { Iso6523Organisation } from '../support/organisation.ts'
import { type Checked, failed, passed } from './refusals.ts'

export const systemUserType = 'urn:altinn:systemuser'

/** Whose system user is asked for, and which of them. */
const SystemUserDetails = z.object({
  type: z.literal(systemUserType),
  systemuser_org: Iso6523Organisation,
  externalRef: z.string().min(1).max(255).optional(),
})
export type SystemUserDetails = z.infer<typeof SystemUserDetails>

const JsonObject = z.record(z.string(), z.unknown())
const fields = new Set(['type', 'systemuser_org', 'externalRef'])
const orgFields = new Set(['authority', 'ID'])

function unknownFields(entry: Readonly<Record<string, unknown>>): readonly string[] {
  const org = JsonObject.safeParse(entry['systemuser_org'])
  const inOrg = org.success ? Object.keys(org.data) : []
  return [
    ...Object.keys(entry).filter((name) => !fields.has(name)),
    ...inOrg.filter((name) => !orgFields.has(name)).map((name) => `systemuser_org.${name}`),
  ]
}

/** Reads a RAR request (RFC 9396) for one system user. Not checked: that there is such a one. */
export function checkAuthorizationDetails(details: unknown): Checked<SystemUserDetails> {
  if (!Array.isArray(details) || details.length !== 1)
    return failed('invalid-authorization-value', 'it must be an array of one object')
  const entry = JsonObject.safeParse(details[0])
  if (!entry.success) return failed('invalid-authorization-value', 'it must hold an object')
  if (entry.data['type'] !== systemUserType) return failed('unknown-authorization-type')
  const unknown = unknownFields(entry.data)
  if (unknown.length > 0) return failed('unknown-authorization-field', unknown.join(' '))
  const parsed = SystemUserDetails.safeParse(entry.data)
  return parsed.success
    ? passed(parsed.data)
    : failed('invalid-authorization-value', parsed.error.issues[0]?.path.join('.'))
}
