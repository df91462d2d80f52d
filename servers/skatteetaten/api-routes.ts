import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { OrgNo } from '../support/organisation.ts'
import { openClaims, payments } from './accounts.ts'
import type { DecisionPoint } from './altinn.ts'
import { challengeOf, type Checked, failed, problems, type RefusalCode } from './problems.ts'
import { type Caller, checkToken, type TokenRules } from './token.ts'

/** Who asked for what, and how it went: what an audit needs, and no token. */
export type AccessEvent = {
  readonly outcome: 'given' | RefusalCode
  readonly orgNo: string
  readonly caller?: Caller
}

export type ApiPorts = {
  readonly rules: TokenRules
  readonly keys: JWTVerifyGetKey
  readonly decide: DecisionPoint
  readonly resource: string
  readonly report: (event: AccessEvent) => void
}

const OrgNoPath = z.object({ orgno: z.string() })
const Period = z.object({
  fraOgMed: z.iso.date().default('0000-01-01'),
  tilOgMed: z.iso.date().default('9999-12-31'),
})
type Period = z.infer<typeof Period>

const within = ({ fraOgMed, tilOgMed }: Period, date: string): boolean =>
  fraOgMed <= date && date <= tilOgMed

function refuse(reply: FastifyReply, code: RefusalCode, scope: string) {
  const { status, title } = problems[code]
  const challenge = challengeOf(code, scope)
  if (challenge !== undefined) reply.header('www-authenticate', challenge)
  if (status === 503) reply.header('retry-after', '5')
  return reply.code(status).type('application/problem+json').send({ title, status, code })
}

/** Two headers can be read as two callers, so neither is. */
function authorizationOf({ raw, headers }: FastifyRequest): string | undefined {
  const named = raw.rawHeaders.filter(
    (name, place) => place % 2 === 0 && /^authorization$/iu.test(name),
  )
  return named.length === 1 ? headers.authorization : undefined
}

/** «Krav og betalinger»: what an organisation owes and has paid, for the system users it has let in. */
export function apiRoutes(ports: ApiPorts): (scope: FastifyInstance) => Promise<void> {
  const { rules, keys, decide, resource, report } = ports

  async function mayRead(request: FastifyRequest, orgNo: string): Promise<Checked<true>> {
    const caller = await checkToken(authorizationOf(request), keys, rules)
    const note = (outcome: AccessEvent['outcome']) =>
      report({ outcome, orgNo, ...(caller.ok ? { caller: caller.value } : {}) })
    if (!caller.ok) {
      note(caller.code)
      return caller
    }
    // Whose data is asked for is what the address says; whether it may be had is for the PDP to say.
    const { systemUserId } = caller.value
    const decision = OrgNo.safeParse(orgNo).success
      ? await decide({ systemUserId, action: 'read', resource, orgNo })
      : failed('organisation-number-not-valid')
    note(decision.ok ? 'given' : decision.code)
    return decision
  }

  const serve =
    <T>(
      name: string,
      accounts: (orgNo: string, year: number) => readonly T[],
      dateOf: (entry: T) => string,
    ) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { orgno } = OrgNoPath.parse(request.params)
      reply.header('cache-control', 'no-store')
      const access = await mayRead(request, orgno)
      if (!access.ok) return refuse(reply, access.code, rules.scope)
      const period = Period.safeParse(request.query)
      if (!period.success) return refuse(reply, 'period-not-valid', rules.scope)
      const year = new Date(rules.now()).getUTCFullYear()
      const entries = accounts(orgno, year).filter((entry) => within(period.data, dateOf(entry)))
      return { organisasjonsnummer: orgno, [name]: entries }
    }

  return async (scope) => {
    const base = '/v1/regnskapssystem/:orgno'
    scope.get(
      `${base}/aapnekrav`,
      serve('krav', openClaims, ({ forfallsdato }) => forfallsdato),
    )
    scope.get(
      `${base}/innbetalinger`,
      serve('innbetalinger', payments, ({ innbetalingsdato }) => innbetalingsdato),
    )
    scope.get('/isalive', async () => ({ status: 'UP' }))
  }
}
