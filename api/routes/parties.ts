import { z } from 'zod'
import { authorizedParties } from '../../application/authorized-parties.ts'
import { standingAt } from '../../application/standing-at.ts'
import { policyRoleCodes } from '../../domain/catalogue/standing.ts'
import { OrgNo } from '../../domain/values.ts'
import { type Person, personWith } from '../authentication.ts'
import { partyAnswer } from '../contracts/parties.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { type Answer, json } from '../http/answer.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { plainProblem } from '../problem-reply.ts'

type Functions = Parameters<typeof authorizedParties>[0]

const base = '/authorization/api/v1'
const portal = personWith('altinn:portal/enduser')

/** An id, which the contract takes for none if it is left out. */
const Id = orAbsent(
  z
    .string()
    .regex(/^\d{1,15}$/u, 'The value is not valid.')
    .transform(Number),
).transform((id) => id ?? 0)

/** Whom a person may stand for, asked beside the decision point by the person's user id (spec pdp §1.1). */
export const partyRoutes = (functions: Functions): readonly Route[] => [
  listRoute(functions),
  validateRoute(functions),
  rolesRoute(functions),
]

const OfUser = z.object({ query: anyCase({ userId: Id }) })

const listRoute = (functions: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/parties`,
    access: portal,
    contract: OfUser,
    handler: async (call) =>
      ofThemselves(call, [call.input.query.userId], async () => {
        const who = { person: call.caller.person }
        const found = await authorizedParties(functions, who, { atLeast: call.atLeast })
        return json(found.map(partyAnswer))
      }),
  })

const PartyOfUser = z.object({
  ...OfUser.shape,
  params: z.object({ partyId: z.string().regex(/^\d{1,9}$/u, 'The value is not valid.') }),
})

const validateRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/parties/:partyId/validate`,
    access: portal,
    contract: PartyOfUser,
    handler: async (call) => {
      const { params, query } = call.input
      const partyId = Number(params.partyId)
      return ofThemselves(call, [query.userId, partyId], async () => {
        const standing = await standingAt(views, call.caller.person, orgNoOf(partyId), call.atLeast)
        return json((standing?.roles.length ?? 0) > 0)
      })
    },
  })

const RolesOf = z.object({ query: anyCase({ coveredByUserId: Id, offeredByPartyId: Id }) })

const rolesRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/roles`,
    access: portal,
    contract: RolesOf,
    handler: async (call) => {
      const { coveredByUserId, offeredByPartyId } = call.input.query
      return ofThemselves(call, [coveredByUserId, offeredByPartyId], async () => {
        const at = orgNoOf(offeredByPartyId)
        const standing = await standingAt(views, call.caller.person, at, call.atLeast)
        const codes = standing === undefined ? [] : [...policyRoleCodes(standing)].toSorted()
        return json(codes.map((value) => ({ type: 'altinn', value })))
      })
    },
  })

/** Nobody asks for another: the user id, the first of these, is the caller's. 404 where any of them is none. */
async function ofThemselves(
  { caller, trace }: Pick<Call<Person, unknown>, 'caller' | 'trace'>,
  ids: readonly number[],
  answer: () => Promise<Answer>,
): Promise<Answer> {
  if (ids.includes(0)) return plainProblem(404, trace)
  return ids[0] === caller.userId ? answer() : plainProblem(403, trace)
}

/** A party id longer than a number of an organisation is nobody's. */
const orgNoOf = (partyId: number): OrgNo =>
  OrgNo.safeParse(String(partyId).padStart(9, '0')).data ?? nobody

const nobody = OrgNo.parse('000000000')
