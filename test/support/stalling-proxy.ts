import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type StallingProxy = {
  readonly port: number
  /** The connections that are open now carry nothing from here on, without a word; later ones do. */
  readonly stall: () => void
  readonly connections: () => number
  readonly close: () => void
}

/** Stands before a server that is frozen for those who are connected, while those who come anew find another. */
export async function startStallingProxy(port: number): Promise<StallingProxy> {
  const pairs = new Map<Socket, Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    pairs.set(near, far)
    near.pipe(far).pipe(near)
    const end = (): void => {
      pairs.delete(near)
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stall() {
      for (const [near, far] of pairs) {
        near.unpipe(far).resume()
        far.unpipe(near).resume()
      }
    },
    connections: () => pairs.size,
    close() {
      server.close()
      for (const near of pairs.keys()) near.destroy()
    },
  }
}
