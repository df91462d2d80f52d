import { z } from 'zod'
import { SyntheticPid } from '../support/synthetic-person.ts'
import type { People } from './register.ts'

/** The stand-in's own grant: there is no such thing at the real ID-porten, and no way to log in by it. */
export const syntheticPersonGrant = 'urn:systembruker:params:oauth:grant-type:synthetic-person'

export const acrValues = ['idporten-loa-substantial', 'idporten-loa-high'] as const

export const LoginForm = z.strictObject({
  grant_type: z.literal(syntheticPersonGrant),
  pid: SyntheticPid,
  acr: z.enum(acrValues).default('idporten-loa-high'),
  client_id: z.string().min(1).max(255).default('systembruker-portal'),
  nonce: z.string().min(1).max(255).optional(),
})
export type LoginForm = z.infer<typeof LoginForm>

type LoginRefusal = 'malformed-form' | 'unsupported-grant-type' | 'person-not-allowed'

export const loginProblems = {
  'malformed-form': { error: 'invalid_request', error_description: 'The form is not understood.' },
  'unsupported-grant-type': {
    error: 'unsupported_grant_type',
    error_description: `The grant type must be ${syntheticPersonGrant}.`,
  },
  'person-not-allowed': {
    error: 'invalid_grant',
    error_description: 'Only synthetic people of the register can log in.',
  },
} as const satisfies Record<LoginRefusal, { error: string; error_description: string }>

type LoginCheck =
  | { readonly ok: true; readonly form: LoginForm }
  | { readonly ok: false; readonly refusal: LoginRefusal }

const refuse = (refusal: LoginRefusal): LoginCheck => ({ ok: false, refusal })

/** Reads who logs in. Fails closed: whoever is not known to be synthetic and registered is refused. */
export function checkLogin(body: string, people: People): LoginCheck {
  const entries = [...new URLSearchParams(body)]
  const form = Object.fromEntries(entries)
  if (Object.keys(form).length !== entries.length) return refuse('malformed-form')
  if (form['grant_type'] !== syntheticPersonGrant) return refuse('unsupported-grant-type')
  const parsed = LoginForm.safeParse(form)
  if (!parsed.success) {
    const isPerson = parsed.error.issues.some(({ path }) => path[0] === 'pid')
    return refuse(isPerson ? 'person-not-allowed' : 'malformed-form')
  }
  return people.has(parsed.data.pid)
    ? { ok: true, form: parsed.data }
    : refuse('person-not-allowed')
}
