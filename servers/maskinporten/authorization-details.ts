import { z } from 'zod'
import { Iso6523Organisation } from '../support/organisation.ts'
import { isJsonObject, type JsonObject } from '../support/strict-json.ts'
import { type Checked, failed, passed } from './refusals.ts'

export const systemUserType = 'urn:altinn:systemuser'

/** Whose system user is asked for, and which of them. */
const SystemUserDetails = z.object({
  type: z.literal(systemUserType),
  systemuser_org: Iso6523Organisation,
  externalRef: z.string().min(1).max(255).optional(),
})
export type SystemUserDetails = z.infer<typeof SystemUserDetails>

const fields = new Set(['type', 'systemuser_org', 'externalRef'])
const orgFields = new Set(['authority', 'ID'])

function unknownFields(entry: JsonObject): readonly string[] {
  const org = entry['systemuser_org']
  const inOrg = isJsonObject(org) ? Object.keys(org) : []
  return [
    ...Object.keys(entry).filter((name) => !fields.has(name)),
    ...inOrg.filter((name) => !orgFields.has(name)).map((name) => `systemuser_org.${name}`),
  ]
}

/** Reads a RAR request (RFC 9396) for one system user. Not checked: that there is such a one. */
export function checkAuthorizationDetails(details: unknown): Checked<SystemUserDetails> {
  if (!Array.isArray(details) || details.length !== 1)
    return failed('invalid-authorization-value', 'it must be an array of one object')
  const entry: unknown = details[0]
  if (!isJsonObject(entry)) return failed('invalid-authorization-value', 'it must hold an object')
  if (entry['type'] !== systemUserType) return failed('unknown-authorization-type')
  const unknown = unknownFields(entry)
  if (unknown.length > 0) return failed('unknown-authorization-field', unknown.join(' '))
  const parsed = SystemUserDetails.safeParse(entry)
  return parsed.success
    ? passed(parsed.data)
    : failed('invalid-authorization-value', parsed.error.issues[0]?.path.join('.'))
}
