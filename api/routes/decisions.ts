import { z } from 'zod'
import type { isAccessManager } from '../../application/access-manager.ts'
import type { DecisionEntry } from '../../application/decision-log.ts'
import { systemUsers } from '../../projections/system-users.ts'
import { ref, type Views } from '../../projections/views.ts'
import { personWith } from '../authentication.ts'
import { IdInPath } from '../contracts/values.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { refusalReply } from '../problem-reply.ts'

type Functions = {
  readonly views: Views
  readonly isAccessManager: typeof isAccessManager
  /** The last decisions about a system user, the newest first. */
  readonly readDecisions: (
    systemUser: string,
    limit: number,
  ) => Promise<{ readonly decisions: readonly DecisionEntry[]; readonly isWhole: boolean }>
}

const limitDefault = 100

const Asked = z.object({
  params: z.object({ id: IdInPath }),
  query: anyCase({
    limit: orAbsent(
      z
        .string()
        .regex(/^[1-9]\d{0,2}$/u, 'The limit is from 1 to 999.')
        .transform(Number),
    ),
  }),
})

/** What a system user was let do and refused, for those who manage access for its party. */
export const decisionsRoutes = ({
  views,
  isAccessManager: isManager,
  readDecisions,
}: Functions): readonly Route[] => [
  route({
    method: 'GET',
    path: '/audit/api/v1/systemusers/:id/decisions',
    access: personWith('altinn:portal/enduser'),
    contract: Asked,
    handler: async (call) => {
      const { params, query } = call.input
      const { documents } = await views.fetch([ref(systemUsers, params.id)], call.atLeast)
      const [user] = documents
      if (user === undefined || !(await isManager(views, call.caller.person, user.party)))
        return refusalReply({ code: 'system-user-not-found' }, call)
      const { decisions, isWhole } = await readDecisions(user.id, query.limit ?? limitDefault)
      const lastUsed = lastUse(decisions)
      return json({ systemUser: user.id, lastUsed, decisions: decisions.map(shown), isWhole })
    },
  }),
]

/** By which token its owner asked is no business of the party's. */
const shown = ({ tokenId: _tokenId, ...entry }: DecisionEntry) => entry

/** When it was last let do something. */
const lastUse = (decisions: readonly DecisionEntry[]): string | undefined =>
  decisions.find(({ decision }) => decision === 'Permit')?.at
