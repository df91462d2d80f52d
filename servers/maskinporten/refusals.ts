const client = 'Invalid assertion. Client authentication failed.'

/** What is said of a refusal on the wire. `mp` is the number in Maskinporten's list of errors. */
type TokenProblem = {
  readonly status: 400 | 403 | 405 | 413 | 415 | 503
  readonly error: string
  readonly mp?: string
  readonly text: (detail: string) => string
}

/** Every refusal of the token endpoint has one row; a code without one does not compile. */
const tokenProblems = {
  'malformed-request': { status: 400, error: 'invalid_request', text: (detail) => detail },
  'wrong-method': { status: 405, error: 'invalid_request', text: () => 'Use POST.' },
  'request-too-large': {
    status: 413,
    error: 'invalid_request',
    text: () => 'The request is too large.',
  },
  'wrong-media-type': {
    status: 415,
    error: 'invalid_request',
    text: () => 'The body must be application/x-www-form-urlencoded.',
  },
  'unsupported-grant-type': {
    status: 400,
    error: 'unsupported_grant_type',
    text: () => 'The grant type must be urn:ietf:params:oauth:grant-type:jwt-bearer.',
  },
  'malformed-assertion': {
    status: 400,
    error: 'invalid_request',
    mp: 'MP-011',
    text: (detail) => `Invalid assertion. ${detail}`,
  },
  'grant-used-before': {
    status: 400,
    error: 'invalid_grant',
    mp: 'MP-012',
    text: () => 'Invalid assertion. The grant is used before.',
  },
  'client-not-found': {
    status: 400,
    error: 'invalid_grant',
    mp: 'MP-100',
    text: () => `${client} Client not found.`,
  },
  'wrong-audience': {
    status: 400,
    error: 'invalid_grant',
    mp: 'MP-110',
    text: () => `${client} Invalid JWT claim aud.`,
  },
  'certificate-not-trusted': {
    status: 400,
    error: 'invalid_grant',
    mp: 'MP-120',
    text: () => `${client} JWT is signed with an invalid certificate.`,
  },
  'key-expired': {
    status: 400,
    error: 'invalid_grant',
    mp: 'MP-121',
    text: () => `${client} Expired key.`,
  },
  'invalid-certificate-header': {
    status: 400,
    error: 'invalid_grant',
    mp: 'MP-123',
    text: () => `${client} Invalid JWT header x5c.`,
  },
  'invalid-signature': {
    status: 400,
    error: 'invalid_grant',
    mp: 'MP-124',
    text: () => `${client} Invalid JWT signature.`,
  },
  'key-id-missing': {
    status: 400,
    error: 'invalid_grant',
    text: () =>
      `${client} Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided`,
  },
  'unknown-key': {
    status: 400,
    error: 'invalid_grant',
    text: () => `${client} Unknown key identifier (kid) for client.`,
  },
  'grant-expired': {
    status: 400,
    error: 'invalid_grant',
    mp: 'MP-130',
    text: () => `${client} JWT is expired.`,
  },
  'issued-in-future': {
    status: 400,
    error: 'invalid_grant',
    text: () => `${client} Issue time is after now.`,
  },
  'invalid-time': {
    status: 400,
    error: 'invalid_grant',
    text: (detail) => `${client} Invalid JWT claim ${detail}.`,
  },
  'scope-not-registered': {
    status: 400,
    error: 'invalid_scope',
    mp: 'MP-200',
    text: (detail) => `Token request contains invalid scopes for client, ${detail}`,
  },
  'scope-not-for-maskinporten': {
    status: 400,
    error: 'invalid_scope',
    mp: 'MP-201',
    text: (detail) => `Token request contains scopes not allowed for maskinporten, ${detail}`,
  },
  'scope-access-missing': {
    status: 403,
    error: 'forbidden',
    mp: 'MP-250',
    text: (detail) => `Consumer has not been granted access to the scope ${detail}.`,
  },
  'scope-not-delegated': {
    status: 403,
    error: 'forbidden',
    mp: 'MP-251',
    text: (detail) => `Consumer ${detail}.`,
  },
  'consumer-is-client': {
    status: 400,
    error: 'invalid_request',
    text: () =>
      'Validation of JWT claim failed: The combination consumer_org in claim and delegation scope on client is invalid',
  },
  'unknown-authorization-type': {
    status: 400,
    error: 'invalid_authorization_details',
    mp: 'MP-301',
    text: () => 'Unknown authorization details type.',
  },
  'unknown-authorization-field': {
    status: 400,
    error: 'invalid_authorization_details',
    mp: 'MP-302',
    text: (detail) => `Unknown fields in the authorization details: ${detail}`,
  },
  'invalid-authorization-value': {
    status: 400,
    error: 'invalid_authorization_details',
    mp: 'MP-303',
    text: (detail) => `Invalid authorization details values: ${detail}`,
  },
  // One answer for every reason, so that a caller learns nothing of other vendors' customers.
  'no-system-user': {
    status: 400,
    error: 'invalid_altinn_customer_configuration',
    mp: 'MP-303',
    text: () => 'The system user could not be found for this client, organisation and externalRef.',
  },
  'lookup-unavailable': {
    status: 503,
    error: 'temporarily_unavailable',
    text: () => 'The register of system users did not answer. Try again later.',
  },
} as const satisfies Record<string, TokenProblem>

export type TokenRefusal = {
  readonly code: keyof typeof tokenProblems
  /** What the caller is told beside the fixed text. Never a token, a key or a personal number. */
  readonly detail?: string
}

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: TokenRefusal }

export const passed = <T>(value: T): Checked<T> => ({ ok: true, value })

export const failed = (code: TokenRefusal['code'], detail?: string): Checked<never> => ({
  ok: false,
  refusal: detail === undefined ? { code } : { code, detail },
})

const descriptionLengthMax = 500

/** RFC 6749 §5.2 allows these characters in a description and no others. */
const describable = (text: string): string =>
  text.replaceAll(/[^\u0020\u0021\u0023-\u005B\u005D-\u007E]/gu, '?').slice(0, descriptionLengthMax)

/** The body of RFC 6749 §5.2 as Maskinporten words it: the number is in `error_uri`. */
export function refusalBody(refusal: TokenRefusal, issuer: string, traceId: string) {
  const problem: TokenProblem = tokenProblems[refusal.code]
  return {
    status: problem.status,
    body: {
      error: problem.error,
      error_description: `${describable(problem.text(refusal.detail ?? ''))} (trace_id: ${traceId})`,
      ...(problem.mp === undefined ? {} : { error_uri: `${issuer}errors/${problem.mp}` }),
    },
  }
}
