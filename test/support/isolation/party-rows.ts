import { piasUserId } from '../api-world.ts'
import type { Row } from './rows.ts'

const A = '/authorization/api/v1'

/** What people are told of themselves, by their own user id. */
export const partyRows: Readonly<Record<string, Row>> = {
  [`GET ${A}/parties`]: {
    who: 'pia',
    at: () => ({ url: `${A}/parties?userId=${piasUserId}` }),
    isEverybodys: true,
  },
  [`GET ${A}/parties/:partyId/validate`]: {
    who: 'pia',
    at: ({ party }) => ({ url: `${A}/parties/${party}/validate?userId=${piasUserId}` }),
    isEverybodys: true,
  },
  [`GET ${A}/roles`]: {
    who: 'pia',
    at: ({ party }) => ({
      url: `${A}/roles?coveredByUserId=${piasUserId}&offeredByPartyId=${party}`,
    }),
    isEverybodys: true,
  },
}
