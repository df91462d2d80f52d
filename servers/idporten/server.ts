import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { assemble } from '../support/assemble.ts'
import { type Clock, epochSeconds, systemClock } from '../support/clock.ts'
import { openDocument } from '../support/durable-document.ts'
import { formText, takeFormsOnly } from '../support/form-body.ts'
import { makeRoutes, openDoor, type Running } from '../support/http-server.ts'
import { openSigningKey, type SigningKey } from '../support/signing-key.ts'
import { requireLoopbackIssuer } from '../support/stand-in.ts'
import { type People, readPeople } from './register.ts'
import { acrValues, checkLogin, loginProblems, syntheticPersonGrant } from './token-form.ts'
import { issueTokens } from './tokens.ts'

export type IdportenConfig = {
  /** 0 for a free port. */
  readonly port: number
  readonly dataDirectory: string
  /** The file that says who the people are; all must be synthetic. */
  readonly registerPath: string
  /** Without a slash at its end, and on loopback. Without it, the address it is served at. */
  readonly issuer?: string
  readonly signingKeyBits?: number
  readonly now?: Clock
}

export type Idporten = Running & { readonly issuer: string }

const Secrets = z.object({ subject: z.string() })

type LoginPorts = {
  readonly issuer: string
  readonly now: Clock
  readonly people: People
  readonly key: SigningKey
  readonly subjectSecret: string
}

/** OpenID Connect Discovery 1.0. There is no browser login, so no code can be had for a token. */
const metadata = (issuer: string) => ({
  issuer,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks.json`,
  response_types_supported: [],
  grant_types_supported: [syntheticPersonGrant],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  token_endpoint_auth_methods_supported: ['none'],
  scopes_supported: ['openid', 'profile', 'altinn:portal/enduser'],
  acr_values_supported: acrValues,
  claims_supported: ['sub', 'pid', 'acr', 'amr', 'auth_time', 'locale', 'sid'],
})

function loginRoutes(ports: LoginPorts): (scope: FastifyInstance) => Promise<void> {
  const { issuer, key, now, people, subjectSecret } = ports
  return async (scope) => {
    takeFormsOnly(scope)
    scope.get('/.well-known/openid-configuration', async () => metadata(issuer))
    scope.get('/jwks.json', async () => ({ keys: [key.publicJwk] }))
    scope.get('/isalive', async () => ({ status: 'UP' }))
    scope.post('/token', async (request, reply) => {
      reply.header('cache-control', 'no-store')
      // An address is logged along the way, so the form is not read from there.
      if (request.url.includes('?')) return reply.code(400).send(loginProblems['malformed-form'])
      const login = checkLogin(formText(request.body), people)
      if (!login.ok) return reply.code(400).send(loginProblems[login.refusal])
      return issueTokens(
        { form: login.form, issuer, nowSeconds: epochSeconds(now), subjectSecret },
        key,
      )
    })
  }
}

/**
 * Starts a stand-in for ID-porten on loopback. It has no login page and no password: whoever can reach
 * it can be any person of the register, all of whom are synthetic.
 *
 * @throws {StandInNotAllowed} for an issuer that is not on loopback.
 */
export async function startIdporten(config: IdportenConfig): Promise<Idporten> {
  const { dataDirectory, now = systemClock } = config
  if (config.issuer !== undefined) requireLoopbackIssuer(config.issuer)
  const people = await readPeople(config.registerPath)
  return assemble(async (keep) => {
    const routes = keep(makeRoutes())
    const { url, serve } = keep(await openDoor(config.port))
    const [key, secrets] = await Promise.all([
      openSigningKey(dataDirectory, config.signingKeyBits ?? 2048),
      openDocument(join(dataDirectory, 'secrets.json'), Secrets, async () => ({
        subject: randomBytes(32).toString('base64url'),
      })),
    ])
    const issuer = config.issuer ?? url.slice(0, -1)
    const subjectSecret = secrets.value().subject
    await routes.register(loginRoutes({ issuer, now, people, key, subjectSecret }))
    await serve(routes)
    return { url, issuer }
  })
}
