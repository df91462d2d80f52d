import { z } from 'zod'
import { type PartyNamed, partiesNamed } from '../../application/party-named.ts'
import type { OrgNo, ResourceId } from '../../domain/values.ts'
import {
  type AccessListMemberships,
  accessListMemberships,
  accessLists,
  type AccessListView,
} from '../../projections/access-lists.ts'
import type { Position } from '../../projections/recorded.ts'
import { ref, type Views } from '../../projections/views.ts'
import { accessListBase } from '../access-list-call.ts'
import { organisationWith } from '../authentication.ts'
import { listAnswer, partyIn, partyUrn, resourceIn } from '../contracts/access-list.ts'
import { resourceUrn } from '../contracts/resource-lists.ts'
import { withOffset } from '../contracts/values.ts'
import { anyCase } from '../http/any-case.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { type RegistryError, registryInvalid, registryProblem } from '../registry-reply.ts'

type Functions = { readonly views: Views }

const namedMax = 100
const severalTexts = z
  .union([z.string().max(300), z.array(z.string().max(300)).max(1_000)])
  .nullish()
  .transform((given) => (given === null || given === undefined ? [] : [given].flat()))

/** On which lists parties stand, for the platform's own services (spec pdp §3.1, §10). */
export const membershipRoutes = ({ views }: Functions): readonly Route[] => [
  byMemberRoute(views),
  membershipsRoute(views),
]

const byMemberRoute = (views: Views): Route =>
  route({
    method: 'GET',
    path: `${accessListBase}/get-by-member`,
    access: organisationWith(
      'altinn:resourceregistry/pdp:accesslist.read',
      'altinn:resourceregistry/resource.admin',
    ),
    contract: z.object({ query: anyCase({ party: severalTexts }) }),
    handler: async ({ input: { query }, atLeast, trace }) => {
      const [named, ...others] = partiesIn(query.party)
      if (named === undefined || others.length > 0)
        return registryInvalid(faultsOf(query.party, [], 1), trace)
      const [orgNo] = await partiesNamed(views, [named])
      if (orgNo === undefined) return registryProblem('party-not-registered', trace)
      const standing = await standingOf(views, orgNo, atLeast)
      return json(standing.map(({ list }) => listAnswer(list)))
    },
  })

const membershipsRoute = (views: Views): Route =>
  route({
    method: 'GET',
    path: `${accessListBase}/memberships`,
    access: organisationWith('altinn:resourceregistry/resource.admin'),
    contract: z.object({ query: anyCase({ party: severalTexts, resource: severalTexts }) }),
    handler: async ({ input: { query }, atLeast, trace }) => {
      const faults = faultsOf(query.party, query.resource, namedMax)
      if (faults.length > 0) return registryInvalid(faults, trace)
      const found = await partiesNamed(views, partiesIn(query.party))
      const parties = found.filter((orgNo) => orgNo !== undefined)
      if (parties.length < found.length) return registryProblem('party-not-registered', trace)
      const wanted = new Set(query.resource.flatMap((urn) => resourceIn(urn) ?? []))
      const standing = await Promise.all(
        [...new Set(parties)].map((orgNo) => standingOf(views, orgNo, atLeast)),
      )
      return json({ data: standing.flat().flatMap((one) => membershipsIn(one, wanted)) })
    },
  })

const partiesIn = (urns: readonly string[]): readonly PartyNamed[] =>
  urns.flatMap((urn) => partyIn(urn) ?? [])

/** All that is wrong with what is asked for. */
function faultsOf(
  partyUrns: readonly string[],
  resourceUrns: readonly string[],
  max: number,
): readonly RegistryError[] {
  const party = '/$QUERY/party'
  const resource = '/$QUERY/resource'
  const bad = partyUrns.filter((urn) => partyIn(urn) === undefined)
  const badResources = resourceUrns.filter((urn) => resourceIn(urn) === undefined)
  const isWithout = partyUrns.length === bad.length
  return [
    ...bad.map(() => ({ code: 'RR.VLD-00004' as const, path: party })),
    ...(isWithout ? [{ code: 'RR.VLD-00003' as const, path: party }] : []),
    ...badResources.map((value) => ({ code: 'RR.VLD-00005' as const, path: resource, value })),
    ...(partyUrns.length > max ? [{ code: 'RR.VLD-00006' as const, path: party }] : []),
    ...(resourceUrns.length > namedMax ? [{ code: 'RR.VLD-00007' as const, path: resource }] : []),
  ]
}

type Standing = {
  readonly party: OrgNo
  readonly since: AccessListMemberships['lists'][number]['since']
  readonly list: AccessListView
}

/** The lists on which a party stands today; one that was made anew under its name is another. */
async function standingOf(
  views: Views,
  party: OrgNo,
  atLeast: Position | undefined,
): Promise<readonly Standing[]> {
  const { documents, position } = await views.fetch([ref(accessListMemberships, party)], atLeast)
  const own = documents[0]?.lists ?? []
  const refs = own.map(({ id }) => ref(accessLists, id))
  const { documents: lists } = await views.fetch(refs, position)
  return own.flatMap(({ edition, since }, i) => {
    const list = lists[i]
    return list?.edition === edition ? [{ party, since, list }] : []
  })
}

const membershipsIn = ({ party, since, list }: Standing, wanted: ReadonlySet<ResourceId>) =>
  list.connections
    .filter(({ resource }) => wanted.size === 0 || wanted.has(resource))
    .map(({ resource, actions }) => ({
      party: partyUrn(party),
      resource: resourceUrn(resource),
      since: withOffset(since),
      ...(actions.length > 0 && { actionFilters: actions }),
    }))
