import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { onTestFinished } from 'vitest'

/** Stands before a server and counts who connects to it. */
export async function countedConnections(
  port: number,
): Promise<{ readonly url: string; count(): number }> {
  let count = 0
  const server = createServer((incoming) => {
    count += 1
    const outgoing = connect(port, '127.0.0.1')
    incoming.pipe(outgoing).pipe(incoming)
    for (const socket of [incoming, outgoing]) {
      socket.on('error', () => incoming.destroy())
      socket.unref()
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port to listen on')
  return { url: `esdb://127.0.0.1:${address.port}?tls=false`, count: () => count }
}
