/** What is answered to each refusal. `challenge` is the `error` of RFC 6750 §3.1, where it has one. */
type Problem = {
  readonly status: 400 | 401 | 403 | 503
  readonly title: string
  readonly challenge?: 'invalid_token' | 'insufficient_scope'
}

export const problems = {
  'no-token': { status: 401, title: 'A bearer token from Maskinporten is required.' },
  'token-not-valid': {
    status: 401,
    title: 'The token is not valid.',
    challenge: 'invalid_token',
  },
  'token-for-another-api': {
    status: 401,
    title: 'The token is for another API.',
    challenge: 'invalid_token',
  },
  'scope-missing': {
    status: 403,
    title: 'The token lacks the scope of this API.',
    challenge: 'insufficient_scope',
  },
  'consumer-not-known': { status: 403, title: 'The token does not say which organisation asks.' },
  'no-system-user': { status: 403, title: 'The token is not that of one system user.' },
  'organisation-number-not-valid': { status: 400, title: 'That is no organisation number.' },
  'period-not-valid': { status: 400, title: 'The period is not valid.' },
  'not-permitted': {
    status: 403,
    title: 'The system user has no access to this for the organisation.',
  },
  'authentication-level-too-low': {
    status: 403,
    title: 'A system user is not authenticated strongly enough for this.',
  },
  'obligation-not-known': {
    status: 403,
    title: 'Access was given on a condition that cannot be met.',
  },
  'keys-not-available': { status: 503, title: 'The keys of Maskinporten cannot be had now.' },
  'decision-not-available': { status: 503, title: 'Access cannot be decided now. Try again.' },
} as const satisfies Record<string, Problem>

export type RefusalCode = keyof typeof problems

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: RefusalCode }

export const passed = <T>(value: T): Checked<T> => ({ ok: true, value })
export const failed = (code: RefusalCode): Checked<never> => ({ ok: false, code })

/** The challenge of RFC 6750 §3: without a token it names no error. */
export function challengeOf(code: RefusalCode, scope: string): string | undefined {
  if (code === 'no-token') return 'Bearer'
  const problem: Problem = problems[code]
  if (problem.challenge === undefined) return undefined
  const wanted = problem.challenge === 'insufficient_scope' ? `, scope="${scope}"` : ''
  return `Bearer error="${problem.challenge}"${wanted}`
}
