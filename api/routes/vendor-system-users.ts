import { z } from 'zod'
import type { giveUpSystemUser } from '../../application/give-up-system-user.ts'
import { ExternalRef, OrgNo, SystemId } from '../../domain/values.ts'
import { holders, tripleKey } from '../../projections/holders.ts'
import { systemUsersOfSystem } from '../../projections/system-users.ts'
import type { SystemView } from '../../projections/systems.ts'
import { ref, type Views } from '../../projections/views.ts'
import { organisationWith } from '../authentication.ts'
import { vendorSystemUser } from '../contracts/system-user.ts'
import { IdInPath } from '../contracts/values.ts'
import { empty, json } from '../http/answer.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { etagOf } from '../http/entity-tag.ts'
import { pageToken, PageToken } from '../http/page-token.ts'
import { type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { plainProblem, refusalReply } from '../problem-reply.ts'
import { systemById, systemUserById, systemUsersOf } from '../reads.ts'

const base = '/authentication/api/v1/systemuser/vendor'
const writeScope = 'altinn:authentication/systemuser.request.write'
/** The contract asks for scopes to write where nothing is written; the one to read opens both as well (§8). */
const readScope = 'altinn:authentication/systemuser.request.read'
const pageSize = 50

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly publicUrl: () => string
  readonly giveUpSystemUser: ReturnType<typeof giveUpSystemUser>
}

/** System users, for the vendors of their systems (spec systemuser-api §1.5). */
export const vendorSystemUserRoutes = (functions: Functions): readonly Route[] => [
  byQueryRoute(functions),
  bySystemRoute(functions),
  giveUpRoute(functions),
]

async function ownSystem(
  views: Views,
  vendor: OrgNo,
  systemId: string,
): Promise<SystemView | undefined> {
  const id = SystemId.safeParse(systemId)
  const system = id.success ? await systemById(views, id.data) : undefined
  return system?.vendor === vendor ? system : undefined
}

const needed = (name: string) => z.string({ error: `The ${name} field is required.` }).min(1)

const byQueryRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/byquery`,
    access: organisationWith(writeScope, readScope),
    contract: z.object({
      query: anyCase({
        'system-id': needed('system-id'),
        orgno: needed('orgno'),
        'external-ref': orAbsent(z.string()),
      }),
    }),
    handler: async ({ caller, input: { query }, atLeast, trace }) => {
      const system = await ownSystem(views, caller.orgNo, query['system-id'])
      const party = OrgNo.safeParse(query.orgno).data
      const externalRef = ExternalRef.safeParse(query['external-ref'] || query.orgno).data
      if (system === undefined || party === undefined || externalRef === undefined)
        return plainProblem(404, trace)
      const triple = { systemId: system.systemId, party, externalRef }
      const { documents } = await views.fetch([ref(holders, tripleKey(triple))], atLeast)
      const [holder] = documents
      const user = holder && (await systemUserById(views, holder.id, atLeast))
      return user?.status === 'active'
        ? json(vendorSystemUser(user, system), 200, etagOf(user.revised))
        : plainProblem(404, trace)
    },
  })

/** A page begins after the last member of the one before, and a member never changes. */
const bySystemRoute = ({ views, publicUrl }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/bysystem/:systemId`,
    access: organisationWith(
      'altinn:authentication/systemregister.write',
      'altinn:authentication/systemregister.admin',
      readScope,
    ),
    contract: z.object({
      params: z.object({ systemId: z.string() }),
      query: anyCase({ token: orAbsent(PageToken) }),
    }),
    handler: async (call) => {
      const { caller, input, atLeast } = call
      const system = await ownSystem(views, caller.orgNo, input.params.systemId)
      if (system === undefined) return refusalReply({ code: 'system-not-found' }, call)
      const { token } = input.query
      const page = { limit: pageSize + 1, ...(token !== undefined && { after: token }) }
      const { members } = await views.list(systemUsersOfSystem(system.systemId), page, atLeast)
      const shown = members.slice(0, pageSize)
      const last = members.length > pageSize ? shown.at(-1) : undefined
      const url = `${publicUrl()}${base}/bysystem/${encodeURIComponent(system.systemId)}`
      const next = last === undefined ? undefined : `${url}?token=${pageToken(last)}`
      const users = await systemUsersOf(views, shown, atLeast)
      const data = users
        .filter(({ status }) => status === 'active')
        .map((user) => vendorSystemUser(user, system))
      return json({ links: { next }, data })
    },
  })

const giveUpRoute = (functions: Functions): Route =>
  route({
    method: 'DELETE',
    path: `${base}/:systemUserId`,
    access: organisationWith(writeScope),
    contract: z.object({ params: z.object({ systemUserId: IdInPath }) }),
    thing: ({ params }) => `systemUser-${params.systemUserId}`,
    handler: async (call) => {
      const { caller, input } = call
      const outcome = await functions.giveUpSystemUser(
        { vendor: caller.orgNo, systemUser: input.params.systemUserId },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, () => empty(202))
    },
  })
