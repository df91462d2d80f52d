import multipart from '@fastify/multipart'
import { fastify, type FastifyInstance } from 'fastify'
import type { Verification } from '../application/access-token.ts'
import { authenticator } from './authentication.ts'
import type { CommandFunctions } from './command.ts'
import { limits } from './http/limits.ts'
import type { ReplayFunctions } from './http/replay.ts'
import type { Route } from './http/route.ts'
import {
  answerBrokenCall,
  answerFault,
  answerNotFound,
  type ReportFault,
} from './http/server-errors.ts'
import { serve } from './http/serve.ts'
import { accessListRoutes } from './routes/access-lists.ts'
import { accessListAuthorizationRoutes } from './routes/access-list-authorization.ts'
import { accessListMemberRoutes } from './routes/access-list-members.ts'
import { accessListResourceRoutes } from './routes/access-list-resources.ts'
import { membershipRoutes } from './routes/memberships.ts'
import { agentClientRoutes } from './routes/agent-clients.ts'
import { agentSelfRoutes } from './routes/agent-self.ts'
import { authorizedPartyRoutes } from './routes/authorized-parties.ts'
import { authorizeRoutes } from './routes/authorize.ts'
import { authzenRoutes } from './routes/authzen.ts'
import { authzenSearchRoutes } from './routes/authzen-search.ts'
import { decisionsRoutes } from './routes/decisions.ts'
import { decisionRoutes } from './routes/decision.ts'
import { changeSystemUserRoutes } from './routes/change-system-users.ts'
import { clientDelegationRoutes } from './routes/client-delegation.ts'
import { clientJobRoutes } from './routes/client-jobs.ts'
import { diagnosticsRoutes } from './routes/diagnostics.ts'
import { exchangeRoutes } from './routes/exchange.ts'
import { healthRoutes } from './routes/health.ts'
import { historyRoutes } from './routes/history.ts'
import { withOpenapi } from './routes/openapi.ts'
import { openidRoutes } from './routes/openid.ts'
import { organisationFormRoutes } from './routes/organisation-forms.ts'
import { packageMetadataRoutes } from './routes/package-metadata.ts'
import { partyRoutes } from './routes/parties.ts'
import { partySystemUserRoutes } from './routes/party-system-users.ts'
import { personChangeRoutes } from './routes/person-changes.ts'
import { personRequestRoutes } from './routes/person-requests.ts'
import { resourceFeedRoutes } from './routes/resource-feeds.ts'
import { resourceListRoutes } from './routes/resource-lists.ts'
import { resourcePolicyRoutes } from './routes/resource-policies.ts'
import { resourceRegistryRoutes } from './routes/resource-registry.ts'
import { roleMetadataRoutes } from './routes/role-metadata.ts'
import { systemCatalogueRoutes } from './routes/system-catalogue.ts'
import { systemRegisterRoutes } from './routes/system-register.ts'
import { lookUpRoutes } from './routes/system-user-lookup.ts'
import { vendorChangeRoutes } from './routes/vendor-changes.ts'
import { systemUserStreamRoutes } from './routes/system-user-stream.ts'
import { vendorRequestRoutes } from './routes/vendor-requests.ts'
import { vendorSystemUserRoutes } from './routes/vendor-system-users.ts'

/** Everything that the API needs, as functions: the composition root gives the real ones, tests give others. */
export type ApiFunctions = CommandFunctions &
  ReplayFunctions &
  Parameters<typeof healthRoutes>[0] &
  Parameters<typeof openidRoutes>[0] &
  Parameters<typeof exchangeRoutes>[0] &
  Parameters<typeof systemRegisterRoutes>[0] &
  Parameters<typeof systemCatalogueRoutes>[0] &
  Parameters<typeof vendorRequestRoutes>[0] &
  Parameters<typeof personRequestRoutes>[0] &
  Parameters<typeof vendorChangeRoutes>[0] &
  Parameters<typeof personChangeRoutes>[0] &
  Parameters<typeof partySystemUserRoutes>[0] &
  Parameters<typeof changeSystemUserRoutes>[0] &
  Parameters<typeof vendorSystemUserRoutes>[0] &
  Parameters<typeof agentClientRoutes>[0] &
  Parameters<typeof agentSelfRoutes>[0] &
  Parameters<typeof clientJobRoutes>[0] &
  Parameters<typeof clientDelegationRoutes>[0] &
  Parameters<typeof systemUserStreamRoutes>[0] &
  Parameters<typeof lookUpRoutes>[0] &
  Parameters<typeof diagnosticsRoutes>[0] &
  Parameters<typeof resourceRegistryRoutes>[0] &
  Parameters<typeof resourcePolicyRoutes>[0] &
  Parameters<typeof resourceListRoutes>[0] &
  Parameters<typeof resourceFeedRoutes>[0] &
  Parameters<typeof accessListResourceRoutes>[0] &
  Parameters<typeof packageMetadataRoutes>[0] &
  Parameters<typeof authorizeRoutes>[0] &
  Parameters<typeof decisionRoutes>[0] &
  Parameters<typeof authzenRoutes>[0] &
  Parameters<typeof authzenSearchRoutes>[0] &
  Parameters<typeof decisionsRoutes>[0] &
  Parameters<typeof authorizedPartyRoutes>[0] &
  Parameters<typeof partyRoutes>[0] &
  Parameters<typeof organisationFormRoutes>[0] &
  Parameters<typeof historyRoutes>[0] & {
    /** Verifies an access token: Maskinporten's own or one of ours. */
    readonly verifyToken: (token: string) => Promise<Verification>
    /** Names this installation's log in consistency tokens. */
    readonly installationId: string
    readonly reportFault: ReportFault
  }

/** Every route, in the order of the documentation. */
export const apiRoutes = (functions: ApiFunctions): readonly Route[] =>
  withOpenapi([
    ...healthRoutes(functions),
    ...openidRoutes(functions),
    ...exchangeRoutes(functions),
    ...systemRegisterRoutes(functions),
    ...systemCatalogueRoutes(functions),
    ...vendorRequestRoutes(functions),
    ...personRequestRoutes(functions),
    ...vendorChangeRoutes(functions),
    ...personChangeRoutes(functions),
    ...partySystemUserRoutes(functions),
    ...changeSystemUserRoutes(functions),
    ...vendorSystemUserRoutes(functions),
    ...agentClientRoutes(functions),
    ...agentSelfRoutes(functions),
    ...clientJobRoutes(functions),
    ...clientDelegationRoutes(functions),
    ...systemUserStreamRoutes(functions),
    ...lookUpRoutes(functions),
    ...diagnosticsRoutes(functions),
    ...resourceRegistryRoutes(functions),
    ...resourcePolicyRoutes(functions),
    ...resourceListRoutes(functions),
    ...resourceFeedRoutes(functions),
    ...membershipRoutes(functions),
    ...accessListRoutes(functions),
    ...accessListMemberRoutes(functions),
    ...accessListResourceRoutes(functions),
    ...accessListAuthorizationRoutes(functions),
    ...packageMetadataRoutes(functions),
    ...roleMetadataRoutes(functions),
    ...organisationFormRoutes(functions),
    ...authorizeRoutes(functions),
    ...decisionRoutes(functions),
    ...authzenRoutes(functions),
    ...authzenSearchRoutes(functions),
    ...authorizedPartyRoutes(functions),
    ...partyRoutes(functions),
    ...historyRoutes(functions),
    ...decisionsRoutes(functions),
  ])

/** Builds the API. It listens nowhere yet, and closes nothing that it was given. */
export function buildApi(functions: ApiFunctions): FastifyInstance {
  const onFault = answerFault(functions.reportFault)
  const app = fastify({
    logger: false,
    frameworkErrors: (error, request, reply) => {
      onFault(error, request, reply)
    },
    clientErrorHandler: answerBrokenCall,
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.connectionTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    return503OnClosing: true,
    exposeHeadRoutes: false,
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      maxParamLength: limits.pathPartCharactersMax,
    },
    http: {
      maxHeaderSize: limits.headerBytesMax,
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: 1000,
    },
  })
  // Bodies come as bytes: they are looked at when the caller is known, and by the strict parser alone.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const routes = apiRoutes(functions)
  const authenticate = authenticator(functions.verifyToken)
  const served = { ...functions, authenticate }
  void app.register(async (scope) =>
    serve(
      scope,
      routes.filter((one) => !isForm(one)),
      served,
    ),
  )
  // What reads forms stands on the way of every call of its scope, so it has one to itself.
  void app.register(async (scope) => {
    await scope.register(multipart, { limits: formLimits })
    serve(scope, routes.filter(isForm), served)
  })
  app.setErrorHandler(onFault)
  app.setNotFoundHandler(answerNotFound(routes))
  return app
}

const isForm = ({ takes }: Route): boolean => takes === 'form'

const formLimits = {
  fileSize: limits.policyBytesMax,
  files: 1,
  fields: 10,
  parts: 11,
  headerPairs: 50,
} as const
