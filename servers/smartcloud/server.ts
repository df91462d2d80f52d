import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { assemble } from '../support/assemble.ts'
import { type Clock, systemClock } from '../support/clock.ts'
import { makeRoutes, openDoor, type Running } from '../support/http-server.ts'
import { telling } from '../support/journal.ts'
import { OrgNo } from '../support/organisation.ts'
import { readStoryClient } from '../support/story-client.ts'
import {
  askForSystemUser,
  type CustomerPorts,
  CustomerWish,
  readClaims,
  readRequest,
  showToken,
} from './customers.ts'
import { openProduct } from './product.ts'
import { setUp, smartCloud, systemId } from './setup.ts'

export type SmartCloudConfig = {
  /** 0 for a free port. */
  readonly port: number
  readonly dataDirectory: string
  readonly altinnUrl: string
  readonly maskinportenIssuer: string
  readonly skatteetatenUrl: string
  /** Where Maskinporten has left the organisations' keys. */
  readonly storyKeysPath: string
  readonly now?: Clock
}

const CustomerPath = z.object({ orgno: OrgNo })
const RequestPath = z.object({ orgno: OrgNo, id: z.uuid() })
const ClaimsQuery = z.object({
  reuseToken: z.stringbool().default(false),
  externalRef: z.string().min(1).max(255).optional(),
})

function customerRoutes(ports: CustomerPorts): (scope: FastifyInstance) => Promise<void> {
  return async (scope) => {
    scope.setErrorHandler((error, _request, reply) => {
      const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
      const isInput = error instanceof z.ZodError || (typeof status === 'number' && status < 500)
      return reply
        .code(isInput ? 400 : 500)
        .send({ failed: isInput ? 'The request is not valid.' : 'It went wrong here.' })
    })
    scope.post(
      '/customers/:orgno/requests',
      telling(async (journal, { params, body }) =>
        askForSystemUser(
          journal,
          CustomerPath.parse(params).orgno,
          CustomerWish.parse(body ?? undefined),
          ports,
        ),
      ),
    )
    scope.get(
      '/customers/:orgno/requests/:id',
      telling(async (journal, { params }) =>
        readRequest(journal, RequestPath.parse(params).id, ports),
      ),
    )
    scope.post(
      '/customers/:orgno/token',
      telling(async (journal, { params, body }) =>
        showToken(
          journal,
          CustomerPath.parse(params).orgno,
          CustomerWish.parse(body ?? undefined),
          ports,
        ),
      ),
    )
    scope.get(
      '/customers/:orgno/krav',
      telling(async (journal, { params, query }) =>
        readClaims(journal, CustomerPath.parse(params).orgno, ClaimsQuery.parse(query), ports),
      ),
    )
  }
}

/** Starts SmartCloud's product SmartRegnskap on loopback. */
export async function startSmartCloud(config: SmartCloudConfig): Promise<Running> {
  const { altinnUrl, skatteetatenUrl, storyKeysPath, maskinportenIssuer: issuer } = config
  const now = config.now ?? systemClock
  const administrator = () => readStoryClient(storyKeysPath, smartCloud, { issuer, now })
  return assemble(async (keep) => {
    const product = await openProduct(config.dataDirectory)
    const routes = keep(makeRoutes())
    const { url, serve } = keep(await openDoor(config.port))
    const client = () => {
      const { clientId, privateJwk } = product.value()
      return clientId === undefined || privateJwk === undefined
        ? undefined
        : { issuer, clientId, privateJwk, now }
    }
    const ports = { altinnUrl, skatteetatenUrl, lastTokens: new Map(), client }
    await routes.register(customerRoutes(ports))
    routes.get('/isalive', async () => ({ status: 'UP' }))
    routes.post(
      '/setup',
      telling(async (journal) => {
        const clientId = await setUp(journal, { altinnUrl, administrator, product })
        return { status: 200, body: { clientId, systemId } }
      }),
    )
    await serve(routes)
    return { url }
  })
}
