import { z } from 'zod'
import { type AuthorizedParty, authorizedParties } from '../../application/authorized-parties.ts'
import { subjectAttribute } from '../../domain/policy/altinn-attributes.ts'
import { partyIdOf, SystemUserId } from '../../domain/values.ts'
import type { PartyView } from '../../projections/parties.ts'
import type { Views } from '../../projections/views.ts'
import { organisationWith, systemUserWith } from '../authentication.ts'
import { flag } from '../contracts/flags.ts'
import { anyCase } from '../http/any-case.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { bindingProblem } from '../problem-reply.ts'

type Functions = { readonly views: Views }

const base = '/accessmanagement/api/v1'

const Query = anyCase({ includeAccessPackages: flag(), includeResources: flag() })
type Included = z.infer<typeof Query>

/** For whom a system user may do something: told to itself, and to service owners (spec pdp §7). */
export const authorizedPartyRoutes = ({ views }: Functions): readonly Route[] => [
  route({
    method: 'GET',
    path: `${base}/enduser/authorizedparties`,
    access: systemUserWith('altinn:accessmanagement/authorizedparties'),
    contract: z.object({ query: Query }),
    handler: async ({ caller, input, atLeast }) => {
      const found = await authorizedParties(views, caller.systemUser, atLeast)
      return json({ links: {}, data: found.map((one) => itemOf(one, input.query)) })
    },
  }),
  ...['serviceowner', 'resourceowner'].map((who) => ownerRoute(views, who)),
]

const Asked = z.object({
  query: Query,
  body: anyCase({
    type: z.string().max(200),
    value: z.string().max(200),
    partyFilter: z
      .array(anyCase({ type: z.string().max(200), value: z.string().max(200) }))
      .max(1_000)
      .nullish(),
  }),
})

const ownerRoute = (views: Views, who: string): Route =>
  route({
    method: 'POST',
    path: `${base}/${who}/authorizedparties`,
    access: organisationWith(
      'altinn:accessmanagement/authorizedparties.resourceowner',
      'altinn:accessmanagement/authorizedparties.admin',
    ),
    takes: 'json',
    isQuery: true,
    contract: Asked,
    handler: async ({ input: { query, body }, atLeast, trace }) => {
      if (body.type.toLowerCase() !== subjectAttribute.systemUserUuid)
        return bindingProblem(
          { '$.type': [`Parties are listed for ${subjectAttribute.systemUserUuid} alone.`] },
          trace,
        )
      const id = SystemUserId.safeParse(body.value)
      const found = id.success ? await authorizedParties(views, id.data, atLeast) : []
      const wanted = body.partyFilter?.map(({ value }) => value.toLowerCase())
      const shown = found.filter(({ party }) => wanted === undefined || isNamed(party, wanted))
      return json(shown.map((one) => itemOf(one, query)))
    },
  })

/** By number, UUID or party id. */
const isNamed = ({ orgNo, uuid }: PartyView, wanted: readonly string[]): boolean =>
  wanted.some((value) => value === orgNo || value === uuid || value === String(Number(orgNo)))

function itemOf(one: AuthorizedParty, included: Included): object {
  const access = {
    authorizedAccessPackages: included.includeAccessPackages
      ? one.accessPackages.map((urn) => urn.slice(urn.lastIndexOf(':') + 1))
      : [],
    authorizedResources: included.includeResources ? one.resources : [],
    authorizedRoles: [],
    authorizedInstances: [],
  }
  const subunits = one.subUnits.map((unit) => ({
    ...partyAnswer(unit),
    parentId: one.party.uuid,
    ...access,
    subunits: [],
  }))
  return { ...partyAnswer(one.party), parentId: null, ...access, subunits }
}

/** What stands only for people is null, as in the contract. */
const partyAnswer = ({ uuid, name, orgNo, form }: PartyView) => ({
  partyUuid: uuid,
  name,
  organizationNumber: orgNo,
  personId: null,
  dateOfBirth: null,
  partyId: partyIdOf(orgNo),
  emailId: null,
  type: 'Organization',
  unitType: form,
  isDeleted: false,
  onlyHierarchyElementWithNoAccess: false,
})
