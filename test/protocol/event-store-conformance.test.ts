import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differences } from '../support/conformance/differences.ts'
import { play } from '../support/conformance/player.ts'
import { loadRecordings } from '../support/conformance/recording.ts'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'

let store: RunningEventStore

beforeAll(async () => {
  store = await startEventStore()
})
afterAll(() => store.stop())

describe.each(['written', 'random-7', 'random-8'] as const)(
  'the recordings of a real server, %s',
  (name) => {
    test.each(loadRecordings(name).map((recording) => [recording.name, recording] as const))(
      '%s',
      async (_, recording) => {
        const played = await play(recording, { url: store.url, timeoutMs: 10_000, settleMs: 30 })
        expect(differences(recording, played)).toEqual([])
      },
      60_000,
    )
  },
)
