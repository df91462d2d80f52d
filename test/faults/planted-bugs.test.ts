import { afterEach, describe, expect, test } from 'vitest'
import { type Violation, violationsOf } from '../support/faults/check.ts'
import { type Installation, startInstallation } from '../support/faults/installation.ts'
import { type Load, startLoad } from '../support/faults/load.ts'
import { takeBack, writtenBy } from '../support/faults/older-redis.ts'
import type { Part } from '../support/faults/part.ts'
import { type Bug, plant, type PlantedCopy } from '../support/faults/planted.ts'
import { readyViolations, viewViolations } from '../support/faults/recovery.ts'

const seed = 7

let installation: Installation | undefined
let copy: PlantedCopy | undefined
afterEach(async () => {
  await installation?.stop()
  await copy?.remove()
  installation = undefined
  copy = undefined
})

type Strike = (running: Installation, load: Load) => Promise<void>

/** Kills a part again and again, each time in the middle of work, while there is any. */
async function kills(part: Part, load: Load, change?: () => Promise<void>): Promise<void> {
  for (let time = 0; time < 4 && (await load.progress(24)); time += 1) {
    await part.kill()
    await change?.()
    await part.start()
  }
}

/** Redis is killed, and what it had been told lately is gone when it starts again. */
async function takeRedisBack({ redis }: Installation, load: Load): Promise<void> {
  const before = await writtenBy(redis)
  await kills(redis, load, () => takeBack(redis, before))
}

type Case = {
  readonly finds: Violation['kind']
  readonly bug: string
  readonly bugs: readonly Bug[]
  readonly strike: Strike
}

const cases: readonly Case[] = [
  {
    finds: 'lost',
    bug: 'the event store answers before it has written',
    bugs: [
      {
        file: 'servers/event-store/log/event-log.js',
        code: 'await writer.append(bytes);',
        instead: `globalThis.late = (globalThis.late ?? Promise.resolve())
          .then(() => new Promise((resolve) => setTimeout(resolve, 30)))
          .then(() => writer.append(bytes));`,
      },
    ],
    strike: ({ eventStore }, load) => kills(eventStore, load),
  },
  {
    finds: 'duplicate',
    bug: 'an append whose answer was lost is sent again as another one',
    bugs: [
      {
        file: 'infrastructure/event-store/append.js',
        code: '[...events]',
        instead: 'events.map((event) => ({ ...event, id: crypto.randomUUID() }))',
      },
      {
        file: 'infrastructure/event-store/append.js',
        code: "const expectedRevision = expected === 'no-stream' ? NO_STREAM : expected;",
        instead: "const expectedRevision = 'any';",
      },
    ],
    strike: loseAnswers,
  },
  {
    finds: 'refused',
    bug: 'a command sent again with its key is taken for another one',
    bugs: [
      {
        file: 'api/command.js',
        code: 'call.idempotencyKey === undefined',
        instead: 'true',
      },
    ],
    strike: killWithSlowAnswers,
  },
  {
    finds: 'permit-after-revoke',
    bug: 'views are read however old they are',
    bugs: [
      {
        file: 'infrastructure/views/view-reader.js',
        code: 'if (position >= needed) {',
        instead: 'if (position >= 0n) {',
      },
    ],
    strike: ({ projector }, load) => kills(projector, load),
  },
  {
    finds: 'views-differ',
    bug: 'the projector goes on from where it was, and not from where the views are',
    bugs: [
      {
        file: 'projections/session.js',
        code: 'log.follow(reached, until)',
        instead: 'log.follow(globalThis.folded ?? reached, until)',
      },
      {
        file: 'projections/session.js',
        code: 'folded = events.at(-1)?.position ?? folded;',
        instead: 'folded = globalThis.folded = events.at(-1)?.position ?? folded;',
      },
    ],
    strike: takeRedisBack,
  },
]

/** The event store does what it is asked, and does not say so. */
async function loseAnswers(running: Installation): Promise<void> {
  await running.faults('POST', { op: 'append', kind: 'lose-answer', times: 3 })
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  await running.faults('DELETE')
}

/** The API is killed while many commands are done and not answered yet. */
async function killWithSlowAnswers(running: Installation, load: Load): Promise<void> {
  await running.faults('POST', { op: 'append', kind: 'delay', ms: 150 })
  await kills(running.api, load)
  await running.faults('DELETE')
}

/** What is found after a strike under load. */
async function found(running: Installation, strike: Strike): Promise<readonly Violation[]> {
  const load = startLoad(running, { clients: 12, seed, endMs: 20_000 })
  await strike(running, load)
  const notReady = await readyViolations(running, 20_000)
  const history = await load.stop()
  const log = await running.log()
  return [
    ...notReady,
    ...violationsOf(history, log),
    ...(await viewViolations(running, log, 5_000)),
  ]
}

describe('what the rounds of kill -9 are checked for', () => {
  test.each(cases)('$finds is found when $bug', { timeout: 240_000 }, async (given) => {
    copy = await plant(given.bugs)
    installation = await startInstallation({ root: copy.root })
    const kinds = (await found(installation, given.strike)).map(({ kind }) => kind)
    expect(kinds).toContain(given.finds)
  })

  test('and nothing of it when no bug is planted', { timeout: 240_000 }, async () => {
    const running = await startInstallation()
    installation = running
    const strikes = cases.map(({ strike }) => strike)
    const all: Strike = async (_running, load) => {
      for (const strike of strikes) await strike(running, load)
    }
    expect(await found(running, all)).toEqual([])
    expect(running.deaths).toEqual([])
  })
})
