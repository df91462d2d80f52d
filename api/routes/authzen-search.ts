import {
  actionsOf,
  partiesOf,
  partiesOfPerson,
  peopleOf,
  resourcesInQuestion,
  systemUsersOf,
} from '../../application/access-candidates.ts'
import type { DecideAll } from '../../application/decide-all.ts'
import type { PoliciesInForce } from '../../application/policies-in-force.ts'
import { type Search, searchAccess, type Searched } from '../../application/search-access.ts'
import type { OrgNo, PersonRef, ResourceId, SystemUserId } from '../../domain/values.ts'
import type { Position } from '../../projections/recorded.ts'
import type { Views } from '../../projections/views.ts'
import { authzenRoute, readAs, RefusedCall } from '../authzen/call.ts'
import { ActionSearch, ResourceSearch, SubjectSearch } from '../authzen/contract.ts'
import { pageOf, type Paging } from '../authzen/pages.ts'
import {
  organisationType,
  propertiesOf,
  resourceOf,
  resourceType,
  subjectOf,
  toldBeside,
} from '../authzen/question.ts'
import { attributesOf } from '../pdp/resource.ts'
import type { Route } from '../http/route.ts'

type Functions = Paging & {
  readonly views: Views
  readonly decideAll: DecideAll
  readonly policies: PoliciesInForce
}

const S = '/access/v1/search'
const subjectTypes: ReadonlySet<string> = new Set(['systemuser', 'person', organisationType])

/** Who may do something, what somebody may do it with, and what may be done (spec authzen-and-peers §4.4). */
export const authzenSearchRoutes = (functions: Functions): readonly Route[] => [
  subjectRoute(functions),
  resourceRoute(functions),
  actionRoute(functions),
]

const subjectRoute = (functions: Functions): Route => {
  const path = `${S}/subject`
  return authzenRoute(functions, path, async (call) => {
    const { subject, action, resource, context, page } = readAs(SubjectSearch, call.body)
    const what = resourceOf(resource)
    const asked = { path, call, page }
    if ('unknown' in what || !subjectTypes.has(subject.type)) return noPage(functions, asked)
    if (subject.type === organisationType)
      throw new RefusedCall(
        'subject.type: a policy can let any organisation through, so they are not listed',
      )
    const about = { ...partyIn(resource.properties), action: action.name }
    return pageOf(functions, asked, async () => {
      const candidates = whoOf(functions, subject.type, about.party)
      const attributes = [
        ...attributesOf(what.resource, about.attributes),
        ...toldBeside({ action, context }),
      ]
      const questionOf = (who: Who) => ({ ...who, ...what, ...about, attributes })
      const found = await searchAccess(functions.decideAll, { candidates, questionOf }, call.asking)
      return shown(found, (who) => ({
        type: subject.type,
        id: 'person' in who ? who.person : who.systemUser,
      }))
    })
  })
}

type Who = { readonly systemUser: SystemUserId } | { readonly person: PersonRef }

const whoOf =
  ({ views }: Functions, type: string, party: OrgNo): Search<Who>['candidates'] =>
  async (atLeast) =>
    type === 'person'
      ? (await peopleOf(views, party, atLeast)).map((person) => ({ person }))
      : (await systemUsersOf(views, party, atLeast)).map((systemUser) => ({ systemUser }))

const resourceRoute = (functions: Functions): Route => {
  const path = `${S}/resource`
  return authzenRoute(functions, path, async (call) => {
    const { subject, action, resource, context, page } = readAs(ResourceSearch, call.body)
    const who = subjectOf(subject)
    const asked = { path, call, page }
    if ('unknown' in who || resource.type !== resourceType) return noPage(functions, asked)
    // A policy can let an organisation through for whatever party.
    const isOfOne =
      subject.type === organisationType || resource.properties?.['party'] !== undefined
    const { party, attributes } = (isOfOne ? partyIn : propertiesOf)(resource.properties)
    const questionOf = (pair: Pair) => ({
      ...who,
      ...pair,
      attributes: [...attributesOf(pair.resource, attributes), ...toldBeside({ action, context })],
      action: action.name,
    })
    return pageOf(functions, asked, async () => {
      const parties = async (atLeast: Position | undefined): Promise<readonly OrgNo[]> =>
        party === undefined ? partiesInQuestion(functions, who, atLeast) : [party]
      const candidates = pairsOf(functions, parties)
      const found = await searchAccess(functions.decideAll, { candidates, questionOf }, call.asking)
      return shown(found, (pair) => ({
        type: resourceType,
        id: pair.resource,
        properties: { party: pair.party },
      }))
    })
  })
}

async function partiesInQuestion(
  { views }: Functions,
  who: Who | { readonly organisation: OrgNo },
  atLeast: Position | undefined,
): Promise<readonly OrgNo[]> {
  if ('organisation' in who) return []
  return 'person' in who
    ? partiesOfPerson(views, who.person, atLeast)
    : partiesOf(views, who.systemUser, atLeast)
}

type Pair = { readonly resource: ResourceId; readonly party: OrgNo }

const pairsOf =
  (
    { views }: Functions,
    partiesAt: (atLeast: Position | undefined) => Promise<readonly OrgNo[]>,
  ): Search<Pair>['candidates'] =>
  async (atLeast) => {
    const [resources, parties] = await Promise.all([
      resourcesInQuestion(views, atLeast),
      partiesAt(atLeast),
    ])
    return parties.flatMap((party) => resources.map((resource) => ({ resource, party })))
  }

const actionRoute = (functions: Functions): Route => {
  const path = `${S}/action`
  return authzenRoute(functions, path, async (call) => {
    const { subject, resource, context, page } = readAs(ActionSearch, call.body)
    const [who, what] = [subjectOf(subject), resourceOf(resource)]
    const asked = { path, call, page }
    if ('unknown' in who || 'unknown' in what) return noPage(functions, asked)
    const about = partyIn(resource.properties)
    return pageOf(functions, asked, async () => {
      const candidates = (atLeast: Position | undefined) =>
        actionsOf(functions, what.resource, atLeast)
      const attributes = [
        ...attributesOf(what.resource, about.attributes),
        ...toldBeside({ context }),
      ]
      const questionOf = (action: string) => ({ ...who, ...what, ...about, attributes, action })
      const found = await searchAccess(functions.decideAll, { candidates, questionOf }, call.asking)
      return shown(found, (name) => ({ name }))
    })
  })
}

/** The party is a part of what is asked about: without it there is no question. @throws {RefusedCall} */
function partyIn(properties: Readonly<Record<string, unknown>> | undefined) {
  const { party, attributes } = propertiesOf(properties)
  if (party === undefined)
    throw new RefusedCall('resource.properties.party: an organisation number is missing')
  return { party, attributes }
}

/** For what nobody knows there is nothing to find, whatever else is missing (§8.1). */
const noPage = (functions: Functions, asked: Parameters<typeof pageOf>[1]) =>
  pageOf(functions, asked, async () => {
    const { position } = await functions.views.fetch([], asked.call.asking.atLeast)
    return { found: true, results: [], position }
  })

const shown = <Candidate>(
  searched: Searched<Candidate>,
  show: (candidate: Candidate) => unknown,
): Searched<unknown> =>
  searched.found ? { ...searched, results: searched.results.map(show) } : searched
