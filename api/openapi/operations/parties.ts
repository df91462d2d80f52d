import { z } from 'zod'
import type { Operations } from '../operation.ts'

const base = '/authorization/api/v1'

const unit = {
  partyId: z.int(),
  partyUuid: z.string(),
  partyTypeName: z.int(),
  orgNumber: z.string(),
  ssn: z.null(),
  unitType: z.string(),
  name: z.string(),
  isDeleted: z.boolean(),
  onlyHierarchyElementWithNoAccess: z.boolean(),
  person: z.null(),
  organization: z.null(),
  lastChangedInAltinn: z.null(),
  lastChangedInExternalRegister: z.null(),
}
const Child = z.strictObject({ ...unit, childParties: z.null() })
const Party = z.strictObject({ ...unit, childParties: z.array(Child).nullable() })

export const partyOperations: Operations = {
  [`GET ${base}/parties`]: {
    id: 'partiesOfUser',
    summary: 'For whom the person of the token may stand.',
    answers: { 200: z.array(Party) },
    problems: [404],
  },
  [`GET ${base}/parties/:partyId/validate`]: {
    id: 'validateParty',
    summary: 'May the person of the token stand for this party?',
    answers: { 200: z.boolean() },
    problems: [404],
  },
  [`GET ${base}/roles`]: {
    id: 'rolesOfUser',
    summary:
      'The roles of the person of the token at a party, by the codes by which policies name them.',
    answers: { 200: z.array(z.strictObject({ type: z.string(), value: z.string() })) },
    problems: [404],
  },
  'GET /accessmanagement/api/v1/meta/types/organization/subtypes': {
    id: 'organisationForms',
    summary: 'The legal forms of organisations.',
    answers: {
      200: z.array(
        z.strictObject({
          id: z.uuid(),
          name: z.string(),
          description: z.string(),
          type: z.strictObject({ name: z.string() }),
        }),
      ),
    },
  },
}
