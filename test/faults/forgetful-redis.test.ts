import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOf } from '../support/faults/check.ts'
import { type Installation, startInstallation } from '../support/faults/installation.ts'
import { startLoad } from '../support/faults/load.ts'
import { takeBack, writtenBy } from '../support/faults/older-redis.ts'
import { readyViolations, viewViolations } from '../support/faults/recovery.ts'
import { type TcpProxy, tcpProxy } from '../support/tcp-proxy.ts'

let proxy: TcpProxy
let running: Installation

beforeAll(async () => {
  running = await startInstallation({
    async redisUrl(port) {
      proxy = await tcpProxy(port)
      return `redis://127.0.0.1:${proxy.port}`
    },
  })
})
afterAll(async () => {
  await running.stop()
  await proxy.close()
})

/** Killed, and what is on its disk changed before it starts again. */
async function whileDown(change: () => Promise<void>): Promise<void> {
  await running.redis.kill()
  await change()
  await running.redis.start()
}

const readiness = async (): Promise<number> =>
  (await fetch(new URL('/health/ready', running.url))).status

const faults: readonly { readonly name: string; readonly act: () => Promise<void> }[] = [
  { name: 'is flushed', act: () => running.redis.flushall() },
  {
    name: 'is killed and starts empty',
    act: () =>
      whileDown(() =>
        rm(join(running.redis.dir, 'appendonlydir'), { recursive: true, force: true }),
      ),
  },
  {
    name: 'goes back in time',
    async act() {
      const before = await writtenBy(running.redis)
      await sleep(1_500)
      await whileDown(() => takeBack(running.redis, before))
    },
  },
  {
    name: 'goes back in time while the API starts anew',
    async act() {
      const before = await writtenBy(running.redis)
      await sleep(1_500)
      await running.api.kill()
      await whileDown(() => takeBack(running.redis, before))
      await running.api.start()
    },
  },
  {
    name: 'is frozen for a while',
    async act() {
      running.redis.pause()
      await expect.poll(readiness, { timeout: 20_000 }).toBe(503)
      await sleep(2_000)
      running.redis.resume()
    },
  },
  {
    name: 'falls silent on all its links',
    async act() {
      proxy.silence()
      await expect.poll(readiness, { timeout: 20_000 }).toBe(503)
      await sleep(2_000)
      proxy.heal()
    },
  },
]

describe('a Redis that', () => {
  test.each(faults.map((fault, seed) => ({ ...fault, seed })))(
    '$name lets nobody in, and the system is ready again by itself',
    { timeout: 240_000 },
    async ({ act, seed }) => {
      const load = startLoad(running, { clients: 8, seed: 100 + seed })
      await expect.poll(() => load.history.answers.length, { timeout: 30_000 }).toBeGreaterThan(50)
      await act()
      expect(await readyViolations(running)).toEqual([])
      const answered = load.history.answers.length
      await expect
        .poll(() => load.history.answers.length, { timeout: 60_000 })
        .toBeGreaterThan(answered + 50)
      const history = await load.stop()
      const log = await running.log()
      expect(violationsOf(history, log)).toEqual([])
      expect(await viewViolations(running, log)).toEqual([])
      expect(history.commands.every(({ acknowledged }) => acknowledged !== undefined)).toBe(true)
      expect(running.deaths).toEqual([])
    },
  )
})
