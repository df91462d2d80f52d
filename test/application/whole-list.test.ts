import { expect, test } from 'vitest'
import { wholeList } from '../../application/whole-list.ts'
import { fingerprint } from '../support/projecting.ts'
import { memoryPlace } from '../support/view-stores.ts'

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_none, n) => String(n).padStart(6, '0'))

async function placeWith(members: readonly string[]) {
  const place = await memoryPlace()
  const generation = await place.store.begin(fingerprint)
  const claim = await place.store.claim(generation)
  if (claim === undefined) throw new Error('the new generation is gone')
  const lists = [{ list: 'all', enter: members, leave: [] }]
  await place.store.apply(claim.lease, {
    from: 'start',
    to: 1n,
    puts: [],
    removes: [],
    lists,
    documents: 0,
  })
  await place.store.activate(claim.lease)
  return place
}

test.each([0, 1, 199, 200, 201, 400, 12_345])('a list of %i is read whole', async (count) => {
  const members = numbered(count)
  const { views } = await placeWith(members)
  expect(await wholeList(views, 'all')).toEqual(members)
})
