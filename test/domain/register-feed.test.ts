import fc from 'fast-check'
import { describe, test } from 'vitest'
import type { RegisterFeedCommand } from '../../domain/register-feed/decide.ts'
import { registerFeed } from '../../domain/register-feed/decider.ts'
import { obeysTheLaws } from '../support/decider-laws.ts'
import { deriveId } from '../support/derive-id.ts'
import { at, otherParty, party } from '../support/fixtures.ts'
import { given as specification } from '../support/given.ts'

const given = specification(registerFeed)
const register = deriveId('party register', 'of the test')
const to = (place: string, ...unread: readonly (typeof party)[]): RegisterFeedCommand => ({
  type: 'KeepPlace',
  register,
  feed: 'enheter',
  place,
  unread,
  at,
})
const read = (place: string, ...unread: readonly (typeof party)[]) =>
  ({ type: 'RegisterFeedRead', register, feed: 'enheter', place, unread, at }) as const

describe('the place in a feed', () => {
  test('is recorded when it is another', () => {
    given().when(to('17')).records(read('17'))
    given(read('17')).when(to('18')).records(read('18'))
  })

  test('is not recorded again', () => given(read('17')).when(to('17')).records())

  test('may be an earlier one, where a register begins anew', () =>
    given(read('17')).when(to('2')).records(read('2')))

  test('is told with the organisations that could not be read, until they could', () => {
    given(read('17')).when(to('17', party)).records(read('17', party))
    given(read('17', party)).when(to('17')).records(read('17'))
  })
})

obeysTheLaws(
  registerFeed,
  fc
    .tuple(
      fc.constantFrom('1', '2'),
      fc.subarray([party, otherParty]).map((unread) => unread),
    )
    .map(([place, unread]) => to(place, ...unread)),
)
