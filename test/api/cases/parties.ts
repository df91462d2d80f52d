import { piasUserId } from '../../support/api-world.ts'
import { party, pia } from '../../support/fixtures.ts'
import { pdpScope } from '../../support/story-world.ts'
import { as, type Case } from './case.ts'

const P = '/authorization/api/v1/parties'
const own = Number(party)
const byPia =
  (path: string): Case[1] =>
  async (w) =>
    w.call(await w.person(pia), 'GET', `${P}${path}`)
const list = ['GET', P] as const
const validate = ['GET', `${P}/{partyId}/validate`] as const

export const partyCases: readonly Case[] = [
  ['the parties of a person', byPia(`?userId=${piasUserId}`), ...list, 200],
  ['parties for nobody', async (w) => w.call(undefined, 'GET', P), ...list, 401],
  ['parties of another', byPia('?userId=1'), ...list, 403],
  ['parties of no user', byPia('?userId=0'), ...list, 404],
  ['a party validated', byPia(`/${own}/validate?userId=${piasUserId}`), ...validate, 200],
  ['a party validated for another', byPia(`/${own}/validate?userId=1`), ...validate, 403],
  ['no party validated', byPia(`/0/validate?userId=${piasUserId}`), ...validate, 404],
  [
    'a party validated for an organisation',
    async (w) => w.call(await as(w, pdpScope), 'GET', `${P}/${own}/validate?userId=1`),
    ...validate,
    403,
  ],
]
