import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { formText, takeFormsOnly } from '../support/form-body.ts'
import { answerGrant, type GrantPorts } from './answer-grant.ts'
import { systemUserType } from './authorization-details.ts'
import type { Client } from './state.ts'
import { refusalBody, type TokenRefusal } from './refusals.ts'

/** What happened at the token endpoint, and to whom if that is proven; never what was sent. */
export type TokenEvent = {
  readonly outcome: 'issued' | TokenRefusal['code']
  readonly traceId: string
  readonly clientId?: string
  readonly orgNo?: string
}

const byWhom = (client: Client | undefined) =>
  client === undefined ? {} : { clientId: client.client_id, orgNo: client.client_orgno }

const newTraceId = (): string => randomUUID().replaceAll('-', '')

export function metadata(issuer: string) {
  return {
    authorization_details_types_supported: [systemUserType],
    grant_types_supported: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
    issuer,
    jwks_uri: `${issuer}jwk`,
    token_endpoint: `${issuer}token`,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'RS512'],
  }
}

function faultRefusal(error: unknown): TokenRefusal | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return { code: 'wrong-media-type' }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { code: 'request-too-large' }
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return status === 400
    ? { code: 'malformed-request', detail: 'The body cannot be read.' }
    : undefined
}

/** Metadata (RFC 8414), the public keys, and the token endpoint. */
export function tokenRoutes(
  ports: GrantPorts,
  report: (event: TokenEvent) => void,
): (scope: FastifyInstance) => Promise<void> {
  const { issuer, key } = ports

  function refuse(reply: FastifyReply, refusal: TokenRefusal, client?: Client) {
    const traceId = newTraceId()
    report({ outcome: refusal.code, traceId, ...byWhom(client) })
    const { status, body } = refusalBody(refusal, issuer, traceId)
    return reply.code(status).header('cache-control', 'no-store').send(body)
  }

  return async (scope) => {
    takeFormsOnly(scope)
    scope.setErrorHandler((error, _request, reply) => {
      const refusal = faultRefusal(error)
      return refusal === undefined
        ? reply.code(500).send({ error: 'server_error' })
        : refuse(reply, refusal)
    })
    scope.get('/.well-known/oauth-authorization-server', async () => metadata(issuer))
    scope.get('/jwk', async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=3600').send({ keys: [key.publicJwk] }),
    )
    scope.get('/isalive', async () => ({ status: 'UP' }))
    scope.post('/token', async (request, reply) => {
      // What stands in an address is logged along the way: a grant there is as good as published.
      if (request.url.includes('?'))
        return refuse(reply, { code: 'malformed-request', detail: 'Send the form in the body.' })
      const { answer, client } = await answerGrant(formText(request.body), ports)
      if (!answer.ok) return refuse(reply, answer.refusal, client)
      report({ outcome: 'issued', traceId: newTraceId(), ...byWhom(client) })
      return reply.header('cache-control', 'no-store').send(answer.value)
    })
    scope.route({
      method: ['GET', 'PUT', 'PATCH', 'DELETE'],
      url: '/token',
      handler: async (_request, reply) =>
        refuse(reply.header('allow', 'POST'), { code: 'wrong-method' }),
    })
  }
}
