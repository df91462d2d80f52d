import { z } from 'zod'
import type {
  FoundSystemUser,
  LookUp,
  lookUpSystemUser,
} from '../../application/look-up-system-user.ts'
import { ClientId, ExternalRef, OrgNo } from '../../domain/values.ts'
import { organisationWith } from '../authentication.ts'
import { lookUpAnswer } from '../contracts/system-user.ts'
import { jsonType, notStored } from '../http/answer.ts'
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

type Asked = z.infer<typeof Asked>

/** What is no client id, organisation or reference is nobody's, and so not found. */
function wantedIn({ query }: Asked): LookUp | undefined {
  const wanted = Wanted.safeParse({
    clientId: query.clientId,
    vendor: query.systemProviderOrgNo,
    owner: query.systemUserOwnerOrgNo,
    externalRef: query.externalRef || query.systemUserOwnerOrgNo,
  })
  return wanted.success ? wanted.data : undefined
}

/** The question that Maskinporten asks before it issues a token (spec maskinporten §4). */
export const lookUpRoutes = (functions: Functions): readonly Route[] => [
  route({
    method: 'GET',
    path: '/authentication/api/v1/systemuser/byExternalId',
    access: organisationWith('altinn:maskinporten/systemuser.read'),
    // A vendor's tokens are short, so the same is asked again and again.
    remembersInput: true,
    contract: Asked.transform((asked) => ({ wanted: wantedIn(asked) })),
    handler: async ({ input: { wanted }, atLeast, trace }) => {
      const found = wanted && (await functions.lookUpSystemUser(wanted, atLeast))
      if (wanted === undefined || found === undefined)
        return plainProblem(404, trace, { headers: notStored })
      const body = writeOnce(wanted, found)
      return { status: 200, contentType: jsonType, body, headers: notStored }
    },
  }),
]

const written = new WeakMap<LookUp, { readonly found: FoundSystemUser; readonly text: string }>()

/** The same answer to the same question is written once. */
function writeOnce(wanted: LookUp, found: FoundSystemUser): string {
  const known = written.get(wanted)
  if (known?.found === found) return known.text
  const text = JSON.stringify(lookUpAnswer(found, wanted))
  written.set(wanted, { found, text })
  return text
}
