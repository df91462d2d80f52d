import { z } from 'zod'
import { mainUnitOf } from '../domain/party/units.ts'
import { OrgNo } from '../domain/values.ts'
import { projection } from './projection.ts'

export const PartyUnit = z.object({
  uuid: z.uuid(),
  /** Whose powers of attorney count for it too, if it is a sub-unit. */
  mainUnit: OrgNo.optional(),
})
export type PartyUnit = z.infer<typeof PartyUnit>

/** The little of every organisation in the register that a decision needs: many are asked about, with many roles. */
export const partyUnits = projection({
  name: 'party-units',
  document: PartyUnit,
  events: ['PartyRegistered', 'PartyDissolved'],
  key: (event) => event.orgNo,
  evolve: (_unit, event) => {
    if (event.type === 'PartyDissolved') return undefined
    const mainUnit = mainUnitOf(event)
    return { uuid: event.uuid, ...(mainUnit !== undefined && { mainUnit }) }
  },
})
