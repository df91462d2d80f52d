import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { makeRoutes, openDoor } from '../../servers/support/http-server.ts'
import { encode } from './grants.ts'

// Altinn is another system, met over the wire only. This plays its part of the contract, by the paths
// and shapes that its neighbours use, and can be told to play it badly.

export type Reply = {
  readonly status: number
  readonly body?: unknown
  readonly type?: string
  readonly delayMs?: number
}

export type Call = {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly authorization: string | undefined
  readonly body: unknown
}

type Play = (call: Call) => Reply

export const systemUserId = '704013ee-e82a-433e-83c5-a40e6e00d746'

/** What the look-up answers about the one system user there is. */
export const systemUser = {
  id: systemUserId,
  integrationTitle: 'SmartRegnskap',
  systemId: '312605031_smartregnskap',
  productName: '312605031_smartregnskap',
  reporteeOrgNo: '310702641',
  created: '2026-01-01T09:36:50.451886Z',
  isDeleted: false,
  supplierName: '',
  supplierOrgno: '312605031',
  externalRef: '310702641',
  userType: 'standard',
}

export const permit = (minimumLevel = '3'): Reply => ({
  status: 200,
  body: {
    response: [
      {
        decision: 'Permit',
        status: { statusCode: { value: 'urn:oasis:names:tc:xacml:1.0:status:ok' } },
        obligations: [
          {
            id: 'urn:altinn:obligation:1',
            attributeAssignment: [
              {
                attributeId: 'urn:altinn:obligation-assignment:1',
                value: minimumLevel,
                category: 'urn:altinn:minimum-authenticationlevel',
                dataType: 'http://www.w3.org/2001/XMLSchema#integer',
                issuer: null,
              },
            ],
          },
        ],
      },
    ],
  },
})

export const altinnToken = (exp: number): string =>
  `${encode('{"alg":"RS256"}')}.${encode(JSON.stringify({ exp }))}.c2ln`

async function send(reply: FastifyReply, { status, body, type, delayMs = 0 }: Reply) {
  await delay(delayMs)
  return reply
    .code(status)
    .type(type ?? 'application/json')
    .send(body)
}

export async function altinnForTest(tokenExp: number) {
  const calls: Call[] = []
  const plays: { lookup: Play; exchange: Play; authorize: Play; other: Play } = {
    lookup: ({ query }) =>
      query['systemUserOwnerOrgNo'] === systemUser.reporteeOrgNo
        ? { status: 200, body: systemUser }
        : { status: 404 },
    exchange: () => ({ status: 200, body: JSON.stringify(altinnToken(tokenExp)) }),
    authorize: () => permit(),
    other: () => ({ status: 404 }),
  }
  const play =
    (name: keyof typeof plays) => async (request: FastifyRequest, reply: FastifyReply) => {
      const { method, url, query, headers, body } = request
      const path = url.split('?')[0] ?? ''
      const call = {
        method,
        path,
        query: Object(query),
        authorization: headers.authorization,
        body,
      }
      calls.push(call)
      return send(reply, plays[name](call))
    }
  const routes = makeRoutes()
  routes.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'string' },
    async (_: unknown, body: string) => body,
  )
  routes.get('/authentication/api/v1/systemuser/byExternalId', play('lookup'))
  routes.get('/authentication/api/v1/exchange/maskinporten', play('exchange'))
  routes.post('/authorization/api/v1/authorize', play('authorize'))
  routes.all('/*', play('other'))
  const door = await openDoor(0)
  await door.serve(routes)
  return {
    url: door.url,
    calls,
    plays,
    async close() {
      await door.close()
      await routes.close()
    },
  }
}
export type AltinnForTest = Awaited<ReturnType<typeof altinnForTest>>
