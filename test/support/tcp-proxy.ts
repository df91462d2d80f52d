import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type TcpProxy = {
  readonly port: number
  /** Nothing gets through from now on, either way, and nobody is told. */
  silence(): void
  /** New connections get through again; the silenced ones stay as they are. */
  heal(): void
  close(): Promise<void>
}

/** Stands between a client and a server on this machine. */
export async function tcpProxy(target: number): Promise<TcpProxy> {
  let isSilent = false
  const links = new Set<{ readonly ends: readonly Socket[]; isDead: boolean }>()
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    const link = { ends: [near, far], isDead: isSilent }
    links.add(link)
    const pass = (from: Socket, to: Socket): void => {
      from.on('data', (data) => {
        if (!link.isDead) to.write(data)
      })
      from.on('error', () => undefined)
      from.on('close', () => {
        if (!link.isDead) to.destroy()
      })
    }
    pass(near, far)
    pass(far, near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('no port')
  return {
    port: address.port,
    silence() {
      isSilent = true
      for (const link of links) link.isDead = true
    },
    heal() {
      isSilent = false
    },
    async close() {
      for (const { ends } of links) for (const end of ends) end.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
