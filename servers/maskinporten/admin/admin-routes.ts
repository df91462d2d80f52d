import type { FastifyInstance } from 'fastify'
import { type AdminRefusal, sendRefusal } from './admin-refusals.ts'
import { clientRoutes } from './client-routes.ts'
import { type AdminServer, openReception } from './reception.ts'
import { scopeRoutes } from './scope-routes.ts'

function faultRefusal(error: unknown): AdminRefusal | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' && status < 500 ? { code: 'invalid-input' } : undefined
}

/** The self-service API: an organisation keeps its own scopes, grants of access, clients and keys. */
export function adminRoutes(server: AdminServer): (scope: FastifyInstance) => Promise<void> {
  const reception = openReception(server)
  return async (scope) => {
    scope.setErrorHandler((error, _request, reply) => {
      const refusal = faultRefusal(error)
      return refusal === undefined
        ? reply.code(500).send({ status: 500, error: 'server_error' })
        : sendRefusal(reply, refusal, reception.at())
    })
    scopeRoutes(scope, reception)
    clientRoutes(scope, reception)
  }
}
