import { expect, test } from 'vitest'
import { keepDoing } from '../../api/keep-doing.ts'
import { ViewsBehind } from '../../projections/views.ts'

/** Resolves when it was called so many times. */
function calls(count: number) {
  let reached: (() => void) | undefined
  const all = new Promise<void>((resolve) => {
    reached = resolve
  })
  let seen = 0
  const call = (): number => {
    seen += 1
    if (seen === count) reached?.()
    return seen
  }
  return { call, all, seen: () => seen }
}

test('it is done round after round, whatever becomes of one, until it is told to stop', async () => {
  const complaints: string[] = []
  const rounds = calls(3)
  const kept = keepDoing({
    what: 'expiring requests',
    async round() {
      if (rounds.call() === 1) throw new ViewsBehind('of kunde-17')
    },
    pollMs: 1,
    complain: (line) => complaints.push(line),
  })
  await rounds.all
  await kept.stop()
  const seen = rounds.seen()
  expect(complaints).toEqual(['expiring requests failed: ViewsBehind'])
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(rounds.seen()).toBe(seen)
})

test('it is done at once when somebody hurries it, even while it is being done', async () => {
  const rounds = calls(3)
  const kept = keepDoing({
    what: 'jobs',
    async round() {
      await Promise.resolve()
      if (rounds.call() === 1) kept.hurry()
    },
    pollMs: 3_600_000,
    complain: (line) => expect.fail(line),
  })
  await new Promise((resolve) => setTimeout(resolve, 5))
  kept.hurry()
  await rounds.all
  await kept.stop()
  expect(rounds.seen()).toBe(3)
})
