import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port that nobody listens on now. It is known before the server is there, as names of services hold it. */
export async function freePort(host: string): Promise<number> {
  const server = createServer()
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port could be had')
  return address.port
}
