import { openRegistryRoutes } from './registry-rows.ts'

const G = '/resourceregistry/api/v1/resource'

/** Routes that are open to everybody, and why. */
export const openRoutes: Readonly<Record<string, string>> = {
  'GET /health/live': 'says that the process runs',
  'GET /health/ready': 'says whether calls can be answered',
  'GET /health/register': 'says how the party register is followed',
  'GET /authentication/api/v1/openid/.well-known/openid-configuration': 'names the issuer',
  'GET /authentication/api/v1/openid/.well-known/openid-configuration/jwks': 'gives public keys',
  'GET /authentication/api/v1/openid/jwks': 'gives public keys',
  'GET /authentication/api/v1/exchange/:tokenProvider': 'looks at the token itself',
  'GET /openapi.json': 'describes the API',
  'GET /openapi': 'describes the API',
  ...openRegistryRoutes,
  [`GET ${G}/:id`]: 'resources are public',
  [`GET ${G}/:id/policy`]: 'policies are public',
  [`GET ${G}/:id/policy/rights`]: 'policies are public',
}
