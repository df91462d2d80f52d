import { type Checked, failed, passed } from './refusals.ts'

export type TokenForm = { readonly assertion: string; readonly clientId?: string }

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** Reads the form of RFC 7523 §2.1. A member that is repeated is refused (RFC 6749 §3.2). */
export function readTokenForm(body: string): Checked<TokenForm> {
  const form = new URLSearchParams(body)
  const names = [...form.keys()]
  if (new Set(names).size !== names.length)
    return failed('malformed-request', 'A form member is repeated.')
  const type = form.get('grant_type')
  if (!type) return failed('malformed-request', 'grant_type is missing.')
  if (type !== grantType) return failed('unsupported-grant-type')
  const assertion = form.get('assertion')
  if (!assertion) return failed('malformed-request', 'assertion is missing.')
  const clientId = form.get('client_id')
  return passed(clientId === null ? { assertion } : { assertion, clientId })
}
