import { z } from 'zod'
import type { Diagnosis, diagnoseLookUp } from '../../application/diagnose-look-up.ts'
import { ClientId, ExternalRef, OrgNo } from '../../domain/values.ts'
import { organisationWith } from '../authentication.ts'
import { json } from '../http/answer.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { type Route, route } from '../http/route.ts'

type Functions = { readonly diagnoseLookUp: ReturnType<typeof diagnoseLookUp> }

const needed = (name: string) => z.string({ error: `The ${name} field is required.` }).min(1)

/** What to do about each, in words for whoever reads an integration's log. */
const advice = {
  found:
    'The look-up finds the system user. If a token is refused all the same, look at the scope.',
  'client-id-unknown':
    'Register the client id on the system (PUT systemregister/vendor/{systemId}).',
  'system-deleted': 'The system is deleted. Register a new one, and ask the customer anew.',
  'customer-unknown': 'The organisation number is not in the party register.',
  'request-waits': 'The customer has not answered yet. Send it the confirmUrl of the request.',
  'request-rejected': 'The customer said no. Delete the request to ask anew.',
  'request-expired': 'The time to answer has run out. Ask anew.',
  'other-external-ref':
    'The customer has a system user under another externalRef. Name that one in the grant.',
  'never-asked': 'Ask the customer for a system user.',
} as const satisfies Record<Diagnosis['finding'], string>

/** Why a vendor is given no token for a customer, beside the contract: Maskinporten has one answer for all of it. */
export const diagnosticsRoutes = (functions: Functions): readonly Route[] => [
  route({
    method: 'GET',
    path: '/authentication/api/v1/systemuser/vendor/diagnostics',
    access: organisationWith('altinn:authentication/systemuser.request.read'),
    contract: z.object({
      query: anyCase({
        clientId: needed('clientId'),
        systemUserOwnerOrgNo: needed('systemUserOwnerOrgNo'),
        externalRef: orAbsent(z.string()),
      }),
    }),
    handler: async ({ caller, input: { query }, atLeast }) => {
      const clientId = ClientId.safeParse(query.clientId).data
      const owner = OrgNo.safeParse(query.systemUserOwnerOrgNo).data
      const given = query.externalRef || query.systemUserOwnerOrgNo
      const externalRef = ExternalRef.safeParse(given).data
      if (clientId === undefined) return told({ finding: 'client-id-unknown' })
      // What is no organisation number is nobody's; whether the client id is the vendor's is told first all the same.
      const asked = { vendor: caller.orgNo, clientId, owner: owner ?? nobody, externalRef }
      return told(
        await functions.diagnoseLookUp(
          { ...asked, externalRef: externalRef ?? ExternalRef.parse(nobody) },
          atLeast,
        ),
      )
    },
  }),
]

/** A number that no organisation has, as its last digit is no control digit of the others. */
const nobody = OrgNo.parse('000000000')

const told = (diagnosis: Diagnosis) =>
  json({
    ...diagnosis,
    usable: diagnosis.finding === 'found',
    advice: advice[diagnosis.finding],
  })
