import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import Fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'

/** A server that answers. The url ends with a slash. */
export type Running = { readonly url: string; close(): Promise<void> }

/** A port on loopback that is ours, so that its address is known before the routes are made. */
export type Door = {
  readonly url: string
  /** From now on requests are answered. */
  readonly serve: (routes: FastifyInstance) => Promise<void>
  close(): Promise<void>
}

const bodyBytesMax = 64 * 1024

const Address = z.object({ port: z.number() })

/** A fastify with no logger of its own: requests carry assertions, tokens and personal numbers. */
export function makeRoutes(): FastifyInstance {
  return Fastify({ logger: false, bodyLimit: bodyBytesMax, exposeHeadRoutes: false })
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

/** Takes a port on loopback, or a free one for 0. Rejects when the port is taken. */
export async function openDoor(port: number): Promise<Door> {
  const server = createServer()
  server.listen({ host: '127.0.0.1', port })
  await once(server, 'listening')
  const url = `http://127.0.0.1:${Address.parse(server.address()).port}/`
  return {
    url,
    async serve(routes) {
      await routes.ready()
      server.on('request', (request, response) => routes.routing(request, response))
    },
    close: () => closeServer(server),
  }
}
