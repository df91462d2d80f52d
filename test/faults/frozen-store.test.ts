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

const statusOf = async (path: string): Promise<number> =>
  (await fetch(new URL(path, running.url))).status

describe('while the event store is frozen for five seconds in the middle of commands', () => {
  test('the PDP goes on answering, and every command is recorded once in the end', async () => {
    const load = startLoad(running, { clients: 8, seed: 1 })
    const { history } = load
    await expect.poll(() => history.answers.length, { timeout: 30_000 }).toBeGreaterThan(50)
    running.eventStore.pause()
    const frozenAt = performance.now()
    await sleep(2_500)
    expect(await statusOf('/health/live')).toBe(200)
    expect(await statusOf('/health/ready')).toBe(200)
    await sleep(2_500)
    const thawedAt = performance.now()
    running.eventStore.resume()
    const during = history.answers.filter(
      ({ sentAt }) => sentAt > frozenAt + 1_000 && sentAt < thawedAt,
    )
    expect(during.length).toBeGreaterThan(20)
    expect(await readyViolations(running)).toEqual([])
    await load.stop()
    const log = await running.log()
    expect(violationsOf(history, log)).toEqual([])
    expect(await viewViolations(running, log)).toEqual([])
    expect(history.commands.every(({ acknowledged }) => acknowledged !== undefined)).toBe(true)
    expect(running.deaths).toEqual([])
  }, 120_000)
})
