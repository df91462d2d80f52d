import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOf } from '../support/faults/check.ts'
import { type Installation, startInstallation } from '../support/faults/installation.ts'
import { startLoad } from '../support/faults/load.ts'
import { readyViolations, viewViolations } from '../support/faults/recovery.ts'

let running: Installation

beforeAll(async () => {
  running = await startInstallation()
})
afterAll(() => running.stop())

describe('parts that start', () => {
  const orders = [
    { name: 'Redis', first: () => running.redis, last: () => running.eventStore },
    { name: 'the event store', first: () => running.eventStore, last: () => running.redis },
  ]
  test.each(orders.map((order, seed) => ({ ...order, seed })))(
    'before what they stand on wait for it, $name coming first',
    { timeout: 120_000 },
    async ({ first, last, seed }) => {
      const { api, projector, redis, eventStore } = running
      for (const part of [api, projector, redis, eventStore]) await part.kill()
      const starting = Promise.all([api.start(), projector.start()])
      await sleep(1_500)
      await first().start()
      await sleep(1_000)
      await last().start()
      await starting
      expect(await readyViolations(running)).toEqual([])
      const load = startLoad(running, { clients: 4, seed })
      expect(await load.progress(12)).toBe(true)
      const history = await load.stop()
      const log = await running.log()
      expect(violationsOf(history, log)).toEqual([])
      expect(await viewViolations(running, log)).toEqual([])
      expect(running.deaths).toEqual([])
    },
  )
})
