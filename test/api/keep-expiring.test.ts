import { expect, test } from 'vitest'
import { keepExpiring } from '../../api/keep-expiring.ts'
import { ViewsBehind } from '../../projections/views.ts'
import { nowMs } from '../support/api-fixture.ts'

test('requests are ended round after round, whatever becomes of one, until it is told to stop', async () => {
  const complaints: string[] = []
  const moments: string[] = []
  let enough: (() => void) | undefined
  const threeRounds = new Promise<void>((resolve) => {
    enough = resolve
  })
  const expiring = keepExpiring({
    async expireRequests(at) {
      moments.push(at)
      if (moments.length === 3) enough?.()
      if (moments.length === 1) throw new ViewsBehind('of kunde-17')
      return 0
    },
    pollMs: 1,
    now: () => nowMs,
    complain: (line) => complaints.push(line),
  })
  await threeRounds
  await expiring.stop()
  const rounds = moments.length
  expect(complaints).toEqual(['expiring requests failed: ViewsBehind'])
  expect(new Set(moments)).toEqual(new Set(['2026-03-02T08:00:00.000Z']))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(moments).toHaveLength(rounds)
})
