import { z } from 'zod'
import type { Verification } from '../../application/access-token.ts'
import type { ExchangeProvider, ExchangeToken } from '../../application/exchange-token.ts'
import { anyone, bearerTokenIn, unauthorized } from '../authentication.ts'
import { words } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { plainProblem } from '../problem-reply.ts'

type Functions = {
  /** Verifies a token of that outside issuer and of no other. */
  readonly verifyOutsideToken: (provider: ExchangeProvider, token: string) => Promise<Verification>
  readonly exchangeToken: ExchangeToken
}

const ProviderName = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['maskinporten', 'id-porten']))

/** Exchanges a token of Maskinporten or ID-porten for one of our own (spec maskinporten §5.3). */
export const exchangeRoutes = (functions: Functions): readonly Route[] => [
  route({
    method: 'GET',
    path: '/authentication/api/v1/exchange/:tokenProvider',
    access: anyone,
    contract: z.object({ params: z.object({ tokenProvider: ProviderName }) }),
    handler: async ({ input, header, credentials, accept, trace }) => {
      if (header('x-altinn-enterpriseuser-authentication') !== undefined)
        return plainProblem(410, trace, { detail: 'Enterprise users are no more.' })
      const bearer = bearerTokenIn(credentials)
      if (bearer.token === undefined) return unauthorized(trace, bearer.reason)
      const { tokenProvider } = input.params
      const verification = await functions.verifyOutsideToken(tokenProvider, bearer.token)
      if (!verification.verified) return unauthorized(trace, verification.reason)
      const exchange = await functions.exchangeToken(verification)
      if (exchange.exchanged) return words(exchange.token, 200, accept)
      return exchange.code === 'no-altinn-scope'
        ? plainProblem(403, trace, { detail: reasons[exchange.code] })
        : unauthorized(trace, reasons[exchange.code])
    },
  }),
]

const reasons = {
  'no-organisation': 'The token names no organisation.',
  'no-altinn-scope': 'The token has no scope that begins with "altinn:".',
  'no-person': 'The token names nobody who is taken here.',
  'low-assurance': 'The token says nothing of how the person logged in.',
} as const
