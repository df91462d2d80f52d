import { z } from 'zod'
import type { JsonWebKeySet } from '../../application/access-token.ts'
import { anyone } from '../authentication.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'

const base = '/authentication/api/v1/openid'

/** The name of this installation in the tokens that it issues. */
export const issuerName = (publicUrl: string): string => `${publicUrl}${base}/`

type Functions = { readonly publicUrl: () => string; readonly jwks: JsonWebKeySet }

/** Where others find the keys of our tokens. It is no OpenID provider: nobody logs in here. */
export const openidRoutes = ({ publicUrl, jwks }: Functions): readonly Route[] => [
  route({
    method: 'GET',
    path: `${base}/.well-known/openid-configuration`,
    access: anyone,
    contract: z.unknown(),
    handler: async () =>
      json({
        issuer: issuerName(publicUrl()),
        jwks_uri: `${publicUrl()}${base}/.well-known/openid-configuration/jwks`,
        id_token_signing_alg_values_supported: ['RS256'],
        response_types_supported: ['token'],
        subject_types_supported: ['pairwise'],
      }),
  }),
  ...['.well-known/openid-configuration/jwks', 'jwks'].map((path) =>
    route({
      method: 'GET',
      path: `${base}/${path}`,
      access: anyone,
      contract: z.unknown(),
      handler: async () => json(jwks),
    }),
  ),
]
