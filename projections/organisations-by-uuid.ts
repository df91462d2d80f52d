import { z } from 'zod'
import { OrgNo } from '../domain/values.ts'
import { projection } from './projection.ts'

export const OrganisationOfUuid = z.object({ orgNo: OrgNo })
export type OrganisationOfUuid = z.infer<typeof OrganisationOfUuid>

/**
 * The organisation that a uuid was given to. It may have another by now, or be dissolved: what the register says of it
 * today stands under its number.
 */
export const organisationsByUuid = projection({
  name: 'organisations-by-uuid',
  document: OrganisationOfUuid,
  events: ['PartyRegistered'],
  key: (event) => event.uuid,
  evolve: (_known, { orgNo }) => ({ orgNo }),
})
