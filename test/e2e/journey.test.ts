import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asPia, logInAsPia } from '../../servers/journey/pia.ts'
import { playStory, type PlayedStep } from '../../servers/journey/play.ts'
import { askPdp, pdpToken } from '../../servers/journey/service-owner.ts'
import { runningWorld, type World } from '../../servers/journey/world.ts'
import { type RunningProgram, startProgram } from '../support/program.ts'
import { startRedis } from '../support/redis.ts'

async function worldIn(dataDir: string): Promise<World> {
  const world = await runningWorld(dataDir)
  if (world === undefined) throw new Error('nobody answers where the system says it is')
  return world
}

const outcomes = (steps: readonly PlayedStep[]) =>
  steps.map(({ name, outcome, shown }) => (outcome === 'as told' ? name : { name, shown }))

const told = [
  'service owner sets up',
  'vendor sets up',
  'vendor asks',
  'Pia approves',
  'vendor polls',
  'token',
  'service answers',
  'PDP permits',
  'Pia withdraws',
  'PDP refuses',
  'no new token',
  'old token is of no use',
  'history',
]

/** What can be asked after the story, and must not change by a restart. */
async function answers(world: World, systemUser: string): Promise<unknown> {
  const token = await logInAsPia(world)
  const history = await asPia(
    world,
    token,
    'GET',
    `/audit/api/v1/systemusers/${systemUser}/history`,
  )
  const decision = await askPdp(world, await pdpToken(world), { systemUser })
  return { history: history.json(), decision }
}

const systemUserOf = (steps: readonly PlayedStep[]): string =>
  String(steps.find(({ name }) => name === 'vendor asks')?.shown['id'])

describe('the journey', { timeout: 120_000 }, () => {
  let dataDir = ''
  let redis: Awaited<ReturnType<typeof startRedis>>
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'journey-test-'))
    redis = await startRedis()
  })
  afterAll(async () => {
    await redis.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  // On an event store that others use, under a namespace that nobody has.
  const shared =
    process.env['EVENTSTORE_URL'] === undefined
      ? {}
      : { EVENTSTORE_NAMESPACE: randomUUID().replaceAll('-', '') }
  const start = (env: Readonly<Record<string, string>>): Promise<RunningProgram> =>
    startProgram('api/main', { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', ...shared, ...env })

  test('goes as told, with Redis and without, and its answers outlive a restart', async () => {
    const inMemory = await start({})
    const world = await worldIn(dataDir)
    const steps = await playStory(world, () => undefined)
    expect(outcomes(steps)).toEqual(told)
    const systemUser = systemUserOf(steps)
    const before = await answers(world, systemUser)
    await inMemory.end('SIGTERM')
    expect(inMemory.child.exitCode).toBe(0)

    const withRedis = await start({ REDIS_URL: redis.url })
    const again = await worldIn(dataDir)
    expect(await answers(again, systemUser)).toEqual(before)
    const more = await playStory(again, () => undefined)
    expect(outcomes(more)).toEqual(told)
    const second = await answers(again, systemUserOf(more))
    await withRedis.end('SIGKILL')

    const restarted = await start({ REDIS_URL: redis.url })
    const last = await worldIn(dataDir)
    expect(await answers(last, systemUser)).toEqual(before)
    expect(await answers(last, systemUserOf(more))).toEqual(second)
    await restarted.end('SIGTERM')
  })
})
