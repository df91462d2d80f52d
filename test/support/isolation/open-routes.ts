import { openRegistryRoutes } from './registry-rows.ts'

/** Routes that are open to everybody, and why. */
export const openRoutes: Readonly<Record<string, string>> = {
  'GET /health/live': 'says that the process runs',
  'GET /health/ready': 'says whether calls can be answered',
  'GET /health/register': 'says how the party register is followed',
  'GET /authentication/api/v1/openid/.well-known/openid-configuration': 'names the issuer',
  'GET /authentication/api/v1/openid/.well-known/openid-configuration/jwks': 'gives public keys',
  'GET /authentication/api/v1/openid/jwks': 'gives public keys',
  'GET /authentication/api/v1/exchange/:tokenProvider': 'looks at the token itself',
  'GET /.well-known/authzen-configuration': 'says where the decision point is',
  'GET /openapi.json': 'describes the API',
  'GET /openapi': 'describes the API',
  ...openRegistryRoutes,
}
