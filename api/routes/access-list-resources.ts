import { z } from 'zod'
import type { connectResource } from '../../application/keep-access-lists.ts'
import { ResourceId } from '../../domain/values.ts'
import type { AccessListView } from '../../projections/access-lists.ts'
import {
  accessListBase,
  findList,
  listReader,
  listWriter,
  noSuchList,
  notTheirList,
  stampOf,
  writeToList,
} from '../access-list-call.ts'
import { ConnectionBody, connectionAnswer, ListInPath } from '../contracts/access-list.ts'
import { type Answer, empty, json } from '../http/answer.ts'
import { anyCase, orBlank } from '../http/any-case.ts'
import { stampHeaders } from '../http/conditions.ts'
import { pageToken, PageToken } from '../http/page-token.ts'
import type { Trace } from '../http/trace.ts'
import { type Route, route } from '../http/route.ts'
import { type AccessListFunctions, pageSize, readOf } from './access-lists.ts'

export type ConnectFunctions = AccessListFunctions & {
  readonly connectResource: ReturnType<typeof connectResource>
}

const at = `${accessListBase}/:owner/:identifier/resource-connections`
const ConnectionInPath = ListInPath.extend({ resourceIdentifier: ResourceId })

/** Which resources an access list opens, and for which actions (spec pdp §3.1, §10). */
export const accessListResourceRoutes = (functions: ConnectFunctions): readonly Route[] => [
  connectionsRoute(functions),
  connectRoute(functions),
  disconnectRoute(functions),
]

const connectionsRoute = ({ views, publicUrl }: ConnectFunctions): Route =>
  route({
    method: 'GET',
    path: at,
    access: listReader,
    problemsAsJson: true,
    contract: z.object({ params: ListInPath, query: anyCase({ token: orBlank(PageToken) }) }),
    handler: async (call) => {
      const { params, query } = call.input
      const found = await findList(views, call, params)
      if (found === undefined) return notTheirList(call.trace)
      const { list } = found
      if (list === undefined) return noSuchList(call.trace)
      const { token: after = '' } = query
      const further = list.connections.filter(({ resource }) => resource > after)
      const shown = further.slice(0, pageSize)
      const last = further.length > pageSize ? shown.at(-1)?.resource : undefined
      const path = `${accessListBase}/${list.owner}/${list.name}/resource-connections`
      return readOf(call, stampOf(list), () => ({
        links: { next: last && `${publicUrl()}${path}?token=${pageToken(last)}` },
        data: shown.map(connectionAnswer),
      }))
    },
  })

/** The connection as it was in a list, with the state of another. */
function connectionIn(
  list: AccessListView | undefined,
  resource: ResourceId,
  { state, trace }: { readonly state: AccessListView | undefined; readonly trace: Trace },
): Answer {
  const connection = list?.connections.find((one) => one.resource === resource)
  if (connection === undefined || state === undefined) return noSuchList(trace)
  return json(connectionAnswer(connection), 200, stampHeaders(stampOf(state)))
}

const connectRoute = (functions: ConnectFunctions): Route =>
  route({
    method: 'PUT',
    path: `${at}/:resourceIdentifier`,
    access: listWriter,
    takes: 'json',
    problemsAsJson: true,
    looksAtConditions: true,
    contract: z.object({ params: ConnectionInPath, body: ConnectionBody }),
    handler: (call) => {
      const { owner, identifier: name, resourceIdentifier: resource } = call.input.params
      const { actionFilters: actions } = call.input.body
      return writeToList(
        functions,
        call,
        ({ authority }, context) =>
          functions.connectResource({ owner, name, authority, resource, actions }, context),
        ({ list }) => connectionIn(list, resource, { state: list, trace: call.trace }),
      )
    },
  })

const disconnectRoute = (functions: ConnectFunctions): Route =>
  route({
    method: 'DELETE',
    path: `${at}/:resourceIdentifier`,
    access: listWriter,
    problemsAsJson: true,
    looksAtConditions: true,
    contract: z.object({ params: ConnectionInPath }),
    handler: (call) => {
      const { owner, identifier: name, resourceIdentifier: resource } = call.input.params
      return writeToList(
        functions,
        call,
        (_found, context) =>
          functions.changeAccessList(
            { owner, name },
            { type: 'DisconnectResource', resource },
            context,
          ),
        ({ list: state }, { list }) =>
          list?.connections.some((one) => one.resource === resource)
            ? connectionIn(list, resource, { state, trace: call.trace })
            : empty(204),
      )
    },
  })
