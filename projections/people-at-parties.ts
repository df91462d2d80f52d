import { z } from 'zod'
import { RoleCode } from '../domain/party/events.ts'
import { OrgNo, PersonRef } from '../domain/values.ts'
import { projection } from './projection.ts'

export const PersonAtParty = z.object({
  person: PersonRef,
  orgNo: OrgNo,
  roles: z.array(RoleCode).readonly(),
})
export type PersonAtParty = z.infer<typeof PersonAtParty>

/** The list of the organisations at which a person holds a role, by organisation number. */
export const partiesOfHolder = (person: PersonRef): string => `parties-of-holder:${person}`

/** Where each person holds which roles: the way back from `parties`, which says who holds them. */
export const peopleAtParties = projection({
  name: 'people-at-parties',
  document: PersonAtParty,
  events: ['PartyRoleGiven', 'PartyRoleEnded'],
  key: ({ holder, orgNo }) => (holder.type === 'person' ? `${holder.person}.${orgNo}` : undefined),
  evolve: (known, { type, orgNo, role, holder }) => {
    if (holder.type !== 'person') return known
    const others = (known?.roles ?? []).filter((one) => one !== role)
    const roles = type === 'PartyRoleGiven' ? [...others, role].toSorted() : others
    return roles.length === 0 ? undefined : { person: holder.person, orgNo, roles }
  },
  entries: ({ person, orgNo }) => [{ list: partiesOfHolder(person), member: orgNo }],
})
