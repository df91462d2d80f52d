import { z } from 'zod'
import type { lookUpSystemUser } from '../../application/look-up-system-user.ts'
import { ClientId, ExternalRef, OrgNo } from '../../domain/values.ts'
import { organisationWith } from '../authentication.ts'
import { lookUpAnswer } from '../contracts/system-user.ts'
import { json, notStored } from '../http/answer.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { type Route, route } from '../http/route.ts'
import { plainProblem } from '../problem-reply.ts'

type Functions = { readonly lookUpSystemUser: ReturnType<typeof lookUpSystemUser> }

const needed = (name: string) =>
  z.string({ error: `The ${name} field is required.` }).min(1, `The ${name} field is required.`)

const Asked = z.object({
  query: anyCase({
    clientId: needed('clientId'),
    systemProviderOrgNo: needed('systemProviderOrgNo'),
    systemUserOwnerOrgNo: needed('systemUserOwnerOrgNo'),
    externalRef: orAbsent(z.string()),
  }),
})

const Wanted = z.object({
  clientId: ClientId,
  vendor: OrgNo,
  owner: OrgNo,
  externalRef: ExternalRef,
})

/** The question that Maskinporten asks before it issues a token (spec maskinporten §4). */
export const lookUpRoutes = (functions: Functions): readonly Route[] => [
  route({
    method: 'GET',
    path: '/authentication/api/v1/systemuser/byExternalId',
    access: organisationWith('altinn:maskinporten/systemuser.read'),
    contract: Asked,
    handler: async ({ input, atLeast, trace }) => {
      const { query } = input
      const wanted = Wanted.safeParse({
        clientId: query.clientId,
        vendor: query.systemProviderOrgNo,
        owner: query.systemUserOwnerOrgNo,
        externalRef: query.externalRef || query.systemUserOwnerOrgNo,
      })
      const found = wanted.success
        ? await functions.lookUpSystemUser(wanted.data, atLeast)
        : undefined
      if (found === undefined || !wanted.success)
        return plainProblem(404, trace, { headers: notStored })
      return json(lookUpAnswer(found, wanted.data), 200, notStored)
    },
  }),
]
