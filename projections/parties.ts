import { z } from 'zod'
import { clientRoles } from '../domain/catalogue/client-relation.ts'
import { Holder, RoleCode } from '../domain/party/events.ts'
import { evolve } from '../domain/party/state.ts'
import { mainUnitOf } from '../domain/party/units.ts'
import { OrgNo } from '../domain/values.ts'
import { projection } from './projection.ts'

export const PartyView = z.object({
  status: z.literal('registered'),
  orgNo: OrgNo,
  uuid: z.uuid(),
  name: z.string(),
  form: z.string(),
  /** The organisation that it is a part of; `mainUnitOf` says whether its roles count here. */
  parent: OrgNo.optional(),
  roles: z.array(z.object({ role: RoleCode, holder: Holder })).readonly(),
})
export type PartyView = z.infer<typeof PartyView>

/** The list of a main unit's sub-units, by organisation number. */
export const subUnitsOf = (mainUnit: OrgNo): string => `sub-units-of:${mainUnit}`

/** The list of a facilitator's clients, by organisation number. */
export const clientsOf = (facilitator: OrgNo): string => `clients-of:${facilitator}`

const clientRoleCodes: ReadonlySet<string> = new Set(clientRoles)

const facilitatorsOf = ({ roles }: PartyView): readonly OrgNo[] => [
  ...new Set(
    roles.flatMap(({ role, holder }) =>
      holder.type === 'organisation' && clientRoleCodes.has(role) ? [holder.orgNo] : [],
    ),
  ),
]

/**
 * Every organisation that stands in the register, with who holds which role there now. One that was dissolved is not
 * there, as if nobody had ever heard of it.
 */
export const parties = projection({
  name: 'parties-3',
  document: PartyView,
  events: ['PartyRegistered', 'PartyRenamed', 'PartyDissolved', 'PartyRoleGiven', 'PartyRoleEnded'],
  key: (event) => event.orgNo,
  evolve: (party, event) => {
    const next = evolve(party ?? { status: 'unknown' }, event)
    return next.status === 'registered' ? next : undefined
  },
  entries: (party) => {
    const mainUnit = mainUnitOf(party)
    const lists = [
      ...(mainUnit === undefined ? [] : [subUnitsOf(mainUnit)]),
      ...facilitatorsOf(party).map(clientsOf),
    ]
    return lists.map((list) => ({ list, member: party.orgNo }))
  },
})
