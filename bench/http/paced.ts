import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from './load.ts'

const connections = 64
const tickMs = 1

/**
 * The time within which 99 of 100 calls are answered, in milliseconds, when so many a second are made whatever becomes of
 * those before. It is counted from when a call was due, so that one that had to wait for its turn is slow.
 *
 * @throws when any answer is not a 200.
 */
export async function pacedP99Ms(call: Call, perSecond: number, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const count = Math.floor(perSecond * seconds)
  const start = performance.now()
  const answered: Promise<number>[] = []
  while (answered.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - start) * perSecond) / 1_000))
    for (let n = answered.length; n < due; n += 1)
      answered.push(msUntilAnswered(agent, call, { n, dueAt: start + (n * 1_000) / perSecond }))
    await sleep(tickMs)
  }
  const waits = (await Promise.all(answered)).toSorted((a, b) => a - b)
  agent.destroy()
  return waits[Math.ceil(waits.length * 0.99) - 1] ?? 0
}

type Due = { readonly n: number; readonly dueAt: number }

function msUntilAnswered(agent: Agent, call: Call, { n, dueAt }: Due): Promise<number> {
  const { url, method, headers, bodies = [] } = call
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, method, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`))
      response.on('end', () => resolve(performance.now() - dueAt)).resume()
    })
    asked.on('error', reject)
    asked.end(bodies[n % bodies.length])
  })
}
