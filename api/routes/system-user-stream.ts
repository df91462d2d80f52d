import { z } from 'zod'
import {
  afterChange,
  sequenceOfMember,
  systemUsersByChange,
} from '../../projections/system-users.ts'
import type { Views } from '../../projections/views.ts'
import { organisationWith } from '../authentication.ts'
import { registerSystemUser } from '../contracts/system-user.ts'
import { IdInPath } from '../contracts/values.ts'
import { json } from '../http/answer.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { sequenceToken, SequenceToken } from '../http/page-token.ts'
import { type Route, route } from '../http/route.ts'
import { plainProblem } from '../problem-reply.ts'
import { systemUserById, systemUsersOf } from '../reads.ts'

const base = '/authentication/api/v1/systemuser/internal/systemusers'
const follower = organisationWith('altinn:authentication/systemuser.admin')
const pageSize = 100

type Functions = { readonly views: Views; readonly publicUrl: () => string }

/** System users as other registers follow them, those that have ended included (spec systemuser-api §1.5). */
export const systemUserStreamRoutes = (functions: Functions): readonly Route[] => [
  streamRoute(functions),
  readRoute(functions),
]

/**
 * S4. A system user stands where it was changed last, by its place in the log. All pages of one answer are read models at
 * one place, so no lower number can turn up later, and whoever goes on from the last page's token misses no change.
 */
const streamRoute = ({ views, publicUrl }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/stream`,
    access: follower,
    contract: z.object({ query: anyCase({ token: orAbsent(SequenceToken) }) }),
    handler: async ({ input: { query }, atLeast }) => {
      const { token = 0 } = query
      const page = { limit: pageSize, after: afterChange(token) }
      const listed = await views.list(systemUsersByChange, page, atLeast)
      const newest = await views.list(
        systemUsersByChange,
        { limit: 1, fromEnd: true },
        listed.position,
      )
      const users = await systemUsersOf(views, listed.members, listed.position)
      const data = users.map(registerSystemUser)
      const [first, last] = [listed.members[0], listed.members.at(-1)]
      const pageEnd = last === undefined ? token : sequenceOfMember(last)
      const stats = {
        pageStart: first === undefined ? token : sequenceOfMember(first),
        pageEnd,
        sequenceMax: newest.members[0] === undefined ? 0 : sequenceOfMember(newest.members[0]),
      }
      const url = `${publicUrl()}${base}/stream`
      const next = last === undefined ? undefined : `${url}?token=${sequenceToken(pageEnd)}`
      return json({ stats, links: { next }, data })
    },
  })

const readRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:id`,
    access: follower,
    contract: z.object({ params: z.object({ id: IdInPath }) }),
    handler: async ({ input, atLeast, trace }) => {
      const user = await systemUserById(views, input.params.id, atLeast)
      return user?.status === 'active' ? json(registerSystemUser(user)) : plainProblem(410, trace)
    },
  })
