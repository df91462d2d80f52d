import { z } from 'zod'
import type { changeAccessList, putAccessList } from '../../application/keep-access-lists.ts'
import { ResourceId } from '../../domain/values.ts'
import {
  accessLists,
  accessListsOfOwner,
  type AccessListView,
} from '../../projections/access-lists.ts'
import { ref, type Views } from '../../projections/views.ts'
import {
  accessListBase,
  authorityOf,
  badConditions,
  findList,
  listReader,
  listWriter,
  noSuchList,
  notTheirList,
  stampOf,
  writeToList,
} from '../access-list-call.ts'
import {
  connectionAnswer,
  listAnswer,
  ListBody,
  ListInPath,
  OwnerInPath,
} from '../contracts/access-list.ts'
import { type Answer, empty, json } from '../http/answer.ts'
import { anyCase, orAbsent, orBlank } from '../http/any-case.ts'
import { conditionOf, type Stamp, stampHeaders } from '../http/conditions.ts'
import { pageToken, PageToken } from '../http/page-token.ts'
import { type Route, route, type Surroundings } from '../http/route.ts'
import { plainProblem } from '../problem-reply.ts'
import { registryInvalid, registryProblem } from '../registry-reply.ts'

export type AccessListFunctions = {
  readonly views: Views
  readonly installationId: string
  readonly publicUrl: () => string
  readonly putAccessList: ReturnType<typeof putAccessList>
  readonly changeAccessList: ReturnType<typeof changeAccessList>
}

export const pageSize = 100
const at = `${accessListBase}/:owner/:identifier`

/** The lists by which service owners limit who may use a service (spec pdp §3.1, §10). */
export const accessListRoutes = (functions: AccessListFunctions): readonly Route[] => [
  ownersRoute(functions),
  readRoute(functions),
  putRoute(functions),
  deleteRoute(functions),
]

const OwnersAsked = z.object({
  params: OwnerInPath,
  query: anyCase({
    token: orBlank(PageToken),
    include: orAbsent(
      z
        .union([z.string(), z.array(z.string())])
        .transform((given) => [given].flat().flatMap((one) => one.toLowerCase().split(',')))
        .pipe(z.array(z.enum(['resources', 'resource-connections', 'members']))),
    ).transform((given) => given ?? []),
    resource: orBlank(ResourceId),
  }),
})

const ownersRoute = ({ views, publicUrl }: AccessListFunctions): Route =>
  route({
    method: 'GET',
    path: `${accessListBase}/:owner`,
    access: listReader,
    problemsAsJson: true,
    contract: OwnersAsked,
    handler: async (call) => {
      const { params, query } = call.input
      if (query.include.includes('members')) return registryProblem('include-members', call.trace)
      const isWithResources = query.include.length > 0
      if (isWithResources && query.resource === undefined)
        return registryInvalid([{ code: 'RR.VLD-00002', path: '/$QUERY/resource' }], call.trace)
      if ((await authorityOf(views, call, params.owner)) === undefined)
        return notTheirList(call.trace)
      const page = { limit: pageSize, ...(query.token !== undefined && { after: query.token }) }
      const { members, position } = await views.list(
        accessListsOfOwner(params.owner),
        page,
        call.atLeast,
      )
      const refs = members.map((name) => ref(accessLists, `${params.owner}:${name}`))
      const { documents } = await views.fetch(refs, position)
      const shown = documents.filter((list) => list !== undefined)
      const last = members.length < pageSize ? undefined : members.at(-1)
      const next =
        last && `${publicUrl()}${accessListBase}/${params.owner}?token=${pageToken(last)}`
      return json({
        links: { next: next && `${next}${includedAgain(query)}` },
        data: shown.map((list) => ({
          ...listAnswer(list),
          ...(isWithResources && { resourceConnections: connectionsTo(list, query.resource) }),
        })),
      })
    },
  })

const includedAgain = ({
  include,
  resource,
}: {
  readonly include: readonly string[]
  readonly resource?: ResourceId | undefined
}): string => (include.length > 0 && resource ? `&include=resources&resource=${resource}` : '')

const connectionsTo = ({ connections }: AccessListView, resource: ResourceId | undefined) =>
  connections.filter((one) => one.resource === resource).map(connectionAnswer)

/** A reader who has it already is told so; one who asks for another state than there is, as well. */
export function readOf(
  { trace, ...call }: Pick<Surroundings, 'header' | 'trace'>,
  stamp: Stamp,
  answer: () => object,
): Answer {
  switch (conditionOf(call, stamp)) {
    case 'unreadable':
      return badConditions(trace)
    case 'failed':
      return plainProblem(412, trace, { asJson: true })
    case 'unchanged':
      return empty(304, stampHeaders(stamp))
    case 'met':
      return json(answer(), 200, stampHeaders(stamp))
  }
}

const readRoute = ({ views }: AccessListFunctions): Route =>
  route({
    method: 'GET',
    path: at,
    access: listReader,
    problemsAsJson: true,
    contract: z.object({ params: ListInPath }),
    handler: async (call) => {
      const found = await findList(views, call, call.input.params)
      if (found === undefined) return notTheirList(call.trace)
      const { list } = found
      return list ? readOf(call, stampOf(list), () => listAnswer(list)) : noSuchList(call.trace)
    },
  })

const putRoute = (functions: AccessListFunctions): Route =>
  route({
    method: 'PUT',
    path: at,
    access: listWriter,
    takes: 'json',
    problemsAsJson: true,
    looksAtConditions: true,
    contract: z.object({ params: ListInPath, body: ListBody }),
    handler: (call) => {
      const { owner, identifier: name } = call.input.params
      const { name: title, description } = call.input.body
      const mustBeNew = call.header('if-none-match')?.trim() === '*'
      return writeToList(
        functions,
        call,
        (_found, context) =>
          functions.putAccessList({ owner, name, title, description, mustBeNew }, context),
        ({ list }) =>
          list ? json(listAnswer(list), 200, stampHeaders(stampOf(list))) : noSuchList(call.trace),
      )
    },
  })

const deleteRoute = (functions: AccessListFunctions): Route =>
  route({
    method: 'DELETE',
    path: at,
    access: listWriter,
    problemsAsJson: true,
    looksAtConditions: true,
    contract: z.object({ params: ListInPath }),
    handler: (call) => {
      const { owner, identifier: name } = call.input.params
      return writeToList(
        functions,
        call,
        async ({ list }, context) =>
          list === undefined
            ? { done: true, value: true }
            : functions.changeAccessList({ owner, name }, { type: 'DeleteAccessList' }, context),
        (_after, { list }) =>
          list ? json(listAnswer(list), 200, stampHeaders(stampOf(list))) : empty(204),
      )
    },
  })
