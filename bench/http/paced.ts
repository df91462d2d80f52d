import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from './load.ts'

const connections = 64
const tickMs = 1

/**
 * The time within which 99 of 100 calls are answered, in milliseconds, when so many a second are made whatever becomes of
 * those before. It is counted from when a call was due, so that one that had to wait for its turn is slow.
 *
 * Speaks no more HTTP than the servers of a bench need, so that it takes little of the machine for itself.
 *
 * @throws when any answer is not a 200.
 */
export async function pacedP99Ms(call: Call, perSecond: number, seconds: number): Promise<number> {
  const texts = (call.bodies ?? ['']).map((body) => textOf(call, body))
  const idle = await Promise.all(Array.from({ length: connections }, () => connectionTo(call.url)))
  const all = [...idle]
  const due: number[] = []
  const waits: number[] = []
  const count = Math.floor(perSecond * seconds)
  const send = async (connection: Connection): Promise<void> => {
    for (let dueAt = due.shift(); dueAt !== undefined; dueAt = due.shift()) {
      await connection.ask(texts[waits.length % texts.length] ?? '')
      waits.push(performance.now() - dueAt)
    }
    idle.push(connection)
  }
  const start = performance.now()
  const sending: Promise<void>[] = []
  for (let made = 0; made < count; await sleep(tickMs)) {
    const now = performance.now()
    for (; made < count && start + (made * 1_000) / perSecond <= now; made += 1)
      due.push(start + (made * 1_000) / perSecond)
    while (due.length > 0) {
      const connection = idle.pop()
      if (connection === undefined) break
      sending.push(send(connection))
    }
  }
  await Promise.all(sending)
  for (const connection of all) connection.close()
  const sorted = waits.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0
}

function textOf({ url, method, headers }: Call, body: string): string {
  const { pathname, host } = new URL(url)
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = Buffer.byteLength(body)
  return `${method} ${pathname} HTTP/1.1\r\nhost: ${host}\r\n${named.join('')}content-length: ${length}\r\n\r\n${body}`
}

type Connection = { ask(text: string): Promise<void>; close(): void }

async function connectionTo(url: string): Promise<Connection> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject)
  })
  return {
    ask(text) {
      const answered = answerOn(socket)
      socket.write(text)
      return answered
    },
    close: () => socket.destroy(),
  }
}

/** Resolves when a whole answer has come. */
function answerOn(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (chunk: Buffer): void => {
      text += chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end === -1) return
      const length = Number(/content-length: (\d+)/iu.exec(text)?.[1])
      if (text.length < end + 4 + length) return
      socket.off('data', read)
      if (text.startsWith('HTTP/1.1 200 ')) resolve()
      else reject(new Error(text.slice(0, end)))
    }
    socket.on('data', read)
  })
}
