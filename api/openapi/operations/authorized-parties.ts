import { z } from 'zod'
import type { Operations } from '../operation.ts'

const base = '/accessmanagement/api/v1'

const Party = z.strictObject({
  partyUuid: z.string(),
  name: z.string(),
  organizationNumber: z.string(),
  parentId: z.string().nullable(),
  personId: z.null(),
  dateOfBirth: z.null(),
  partyId: z.int(),
  emailId: z.null(),
  type: z.string(),
  unitType: z.string(),
  isDeleted: z.boolean(),
  onlyHierarchyElementWithNoAccess: z.boolean(),
  authorizedAccessPackages: z.array(z.string()),
  authorizedResources: z.array(z.string()),
  authorizedRoles: z.array(z.string()),
  authorizedInstances: z.array(z.string()),
})
const Reached = Party.extend({
  subunits: z.array(Party.extend({ subunits: z.array(z.never()) })),
})

export const authorizedPartyOperations: Operations = {
  [`GET ${base}/enduser/authorizedparties`]: {
    id: 'ownAuthorizedParties',
    summary:
      'For whom the system user or the person of the token may do something; for an agent, its clients.',
    answers: { 200: z.strictObject({ links: z.strictObject({}), data: z.array(Reached) }) },
  },
  ...Object.fromEntries(
    ['serviceowner', 'resourceowner'].map((who) => [
      `POST ${base}/${who}/authorizedparties`,
      {
        id: `authorizedPartiesFor${who}`,
        summary:
          'For whom a system user or a person may do something with the resources of who asks.',
        answers: { 200: z.array(Reached) },
      },
    ]),
  ),
}
