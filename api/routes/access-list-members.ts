import { z } from 'zod'
import { partiesNamed } from '../../application/party-named.ts'
import { OrgNo } from '../../domain/values.ts'
import {
  accessListMemberships,
  type AccessListView,
  membersOfAccessList,
} from '../../projections/access-lists.ts'
import { parties } from '../../projections/parties.ts'
import type { Position } from '../../projections/recorded.ts'
import { ref } from '../../projections/views.ts'
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
import { ListInPath, memberAnswer, MembersBody } from '../contracts/access-list.ts'
import { json } from '../http/answer.ts'
import { anyCase, orBlank } from '../http/any-case.ts'
import { stampHeaders } from '../http/conditions.ts'
import { pageToken, PageToken } from '../http/page-token.ts'
import { type Method, type Route, route } from '../http/route.ts'
import { registryInvalid } from '../registry-reply.ts'
import { type AccessListFunctions, pageSize, readOf } from './access-lists.ts'

const at = `${accessListBase}/:owner/:identifier/members`
const membersMax = 100

/** Who stands on an access list (spec pdp §3.1, §10). */
export const accessListMemberRoutes = (functions: AccessListFunctions): readonly Route[] => [
  membersRoute(functions),
  changeRoute(functions, 'PUT'),
  changeRoute(functions, 'POST'),
  changeRoute(functions, 'DELETE'),
]

const membersRoute = (functions: AccessListFunctions): Route =>
  route({
    method: 'GET',
    path: at,
    access: listReader,
    problemsAsJson: true,
    contract: z.object({ params: ListInPath, query: anyCase({ token: orBlank(PageToken) }) }),
    handler: async (call) => {
      const found = await findList(functions.views, call, call.input.params)
      if (found === undefined) return notTheirList(call.trace)
      const { list, position } = found
      if (list === undefined) return noSuchList(call.trace)
      const page = await membersPage(functions, list, { position, after: call.input.query.token })
      return readOf(call, stampOf(list), () => page)
    },
  })

type Place = { readonly position: Position; readonly after?: string | undefined }

/** In the order of their numbers. Who was taken off while the page was read is left out. */
async function membersPage(
  { views, publicUrl }: AccessListFunctions,
  { id, edition, owner, name }: AccessListView,
  { position, after }: Place,
): Promise<object> {
  const page = { limit: pageSize, ...(after !== undefined && { after }) }
  const listed = await views.list(membersOfAccessList(id, edition), page, position)
  const numbers = listed.members.map((member) => OrgNo.parse(member))
  const standing = numbers.map((orgNo) => ref(accessListMemberships, orgNo))
  const { documents: memberships } = await views.fetch(standing, listed.position)
  const registered = numbers.map((orgNo) => ref(parties, orgNo))
  const { documents: members } = await views.fetch(registered, listed.position)
  const last = numbers.length < pageSize ? undefined : numbers.at(-1)
  const path = `${accessListBase}/${owner}/${name}/members`
  return {
    links: { next: last && `${publicUrl()}${path}?token=${pageToken(last)}` },
    data: members.flatMap((party, i) => {
      const own = memberships[i]?.lists.find((one) => one.id === id && one.edition === edition)
      return party && own ? [memberAnswer(party, own.since)] : []
    }),
  }
}

const changes = {
  PUT: { type: 'ReplaceMembers', tooMany: 'RR.VLD-00000' },
  POST: { type: 'AddMembers', tooMany: 'RR.VLD-00001' },
  DELETE: { type: 'RemoveMembers', tooMany: 'RR.VLD-00001' },
} as const

const changeRoute = (
  functions: AccessListFunctions,
  method: Extract<Method, keyof typeof changes>,
): Route =>
  route({
    method,
    path: at,
    access: listWriter,
    takes: 'json',
    problemsAsJson: true,
    looksAtConditions: true,
    contract: z.object({ params: ListInPath, body: MembersBody }),
    handler: async (call) => {
      const { params, body } = call.input
      const { owner, identifier: name } = params
      const { type, tooMany } = changes[method]
      if (body.data.length > membersMax)
        return registryInvalid([{ code: tooMany, path: '/data' }], call.trace)
      return writeToList(
        functions,
        call,
        async (_found, context) => {
          const named = await partiesNamed(functions.views, body.data)
          const members = named.filter((orgNo) => orgNo !== undefined)
          if (members.length < named.length)
            return { done: false, refusal: { code: 'party-not-registered' } }
          return functions.changeAccessList({ owner, name }, { type, members }, context)
        },
        async ({ list, position }) =>
          list
            ? json(
                await membersPage(functions, list, { position }),
                200,
                stampHeaders(stampOf(list)),
              )
            : noSuchList(call.trace),
      )
    },
  })
