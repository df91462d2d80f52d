import { z } from 'zod'
import { Holder, RoleCode } from '../domain/party/events.ts'
import { evolve } from '../domain/party/state.ts'
import { OrgNo } from '../domain/values.ts'
import { projection } from './projection.ts'

export const PartyView = z.object({
  status: z.literal('registered'),
  orgNo: OrgNo,
  uuid: z.uuid(),
  name: z.string(),
  form: z.string(),
  roles: z.array(z.object({ role: RoleCode, holder: Holder })).readonly(),
})
export type PartyView = z.infer<typeof PartyView>

/** Every organisation that the register has spoken of, with who holds which role there now. */
export const parties = projection({
  name: 'parties',
  document: PartyView,
  events: ['PartyRegistered', 'PartyRenamed', 'PartyRoleGiven', 'PartyRoleEnded'],
  key: (event) => event.orgNo,
  evolve: (party, event) => {
    const next = evolve(party ?? { status: 'unknown' }, event)
    return next.status === 'registered' ? next : undefined
  },
})
