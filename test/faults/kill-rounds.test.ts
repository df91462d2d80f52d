import { afterEach, describe, expect, test } from 'vitest'
import { violationsOf } from '../support/faults/check.ts'
import { type Installation, startInstallation } from '../support/faults/installation.ts'
import { startLoad } from '../support/faults/load.ts'
import { readyViolations, viewViolations } from '../support/faults/recovery.ts'
import { killRounds } from '../support/faults/rounds.ts'

const rounds = Number(process.env['KILL_ROUNDS'] ?? 200)
const seed = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 1_000_000))

let installation: Installation | undefined
afterEach(() => installation?.stop())

describe('kill -9 of the API, the projector, the event store and Redis, under load', () => {
  test(`loses nothing, doubles nothing and lets nobody in, ${rounds} rounds of seed ${seed}`, async () => {
    const running = await startInstallation()
    installation = running
    const { api, projector, eventStore, redis } = running
    const load = startLoad(running, { clients: 16, seed })
    const kills = await killRounds([api, projector, eventStore, redis], {
      rounds,
      seed,
      roundMsMax: 1_600,
    })
    expect(await readyViolations(running)).toEqual([])
    const history = await load.stop()
    const log = await running.log()
    console.info(
      JSON.stringify({
        seed,
        kills,
        commands: history.commands.length,
        answers: history.answers.length,
        unavailable: history.unavailable,
        events: log.length,
      }),
    )
    expect(running.deaths).toEqual([])
    expect(violationsOf(history, log)).toEqual([])
    expect(await viewViolations(running, log)).toEqual([])
    expect(history.commands.every(({ acknowledged }) => acknowledged !== undefined)).toBe(true)
    expect(history.commands.length).toBeGreaterThan(rounds)
  }, 900_000)
})
