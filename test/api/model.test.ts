import fc from 'fast-check'
import { expect, test } from 'vitest'
import { httpPlayer } from '../support/http-model/player.ts'
import { referenceApi } from '../support/http-model/reference.ts'
import { steps } from '../support/http-model/steps.ts'

const runs = 400

test('the API answers as its rules say, whoever does what, in whatever order', async () => {
  let count = 0
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const model = referenceApi()
      const api = await httpPlayer()
      for (const [i, step] of all.entries()) {
        const said = `${i} ${JSON.stringify(step)}: `
        expect(said + (await api.play(step))).toBe(said + model.play(step))
        count += 1
      }
    }),
    { numRuns: runs },
  )
  expect(count).toBeGreaterThan(20_000)
})
