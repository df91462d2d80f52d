import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { change, changeDesk, notFound, vendorsChanges } from '../support/change-desk.ts'
import { correlationId, swapBody } from '../support/change-story.ts'
import { party } from '../support/fixtures.ts'
import { system } from '../support/story-world.ts'

const { ask, at, read, take } = changeDesk()
const Listed = z.object({
  links: z.object({ next: z.string().optional() }),
  data: z.array(z.object({ id: z.string() })),
})

describe('the changes of a system', () => {
  test('are paged through with each shown once, whatever comes and goes meanwhile', async () => {
    const ids = Array.from({ length: 120 }, (_, i) => correlationId(i + 1))
    for (const id of ids) {
      at().world.clock += 1
      await ask(swapBody(), id)
    }
    const seen: string[] = []
    let path = `bysystem/${system}`
    for (;;) {
      const { links, data } = Listed.parse((await read(path)).json())
      expect(data.length).toBeLessThanOrEqual(50)
      seen.push(...data.map(({ id }) => id))
      const last = seen.at(-1)
      if (last !== undefined && links.next !== undefined) await take(last)
      if (links.next === undefined) break
      expect(links.next).toContain(`http://127.0.0.1:5100${vendorsChanges}/bysystem/`)
      path = `bysystem/${system}?token=${new URL(links.next).searchParams.get('token')}`
    }
    expect(seen).toEqual(ids)
  })

  test('and the latest of a reference', async () => {
    await ask()
    at().world.clock += 1000
    await ask(swapBody(), correlationId(2))
    const latest = async () => (await read(`byexternalref/${system}/${party}/kunde-17`)).json()
    expect(await latest()).toMatchObject({ id: correlationId(2) })
    await take(correlationId(2))
    expect(await latest()).toMatchObject({ id: change })
    expect((await read(`byexternalref/none/${party}/kunde-17`)).json()).toMatchObject(notFound)
  })
})
