import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** Issues the tokens that tests and the bench call with: both kinds of issuer in one, as the API only sees their keys. */
export type Issuer = {
  readonly env: Readonly<Record<string, string>>
  organisationToken(orgNo: string, scopes: readonly string[]): Promise<string>
  personToken(pid: string): Promise<string>
  close(): void
}

const lifetimeSeconds = 3600

export async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'scene', use: 'sig', alg: 'RS256' }
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ keys: [jwk] }))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const token = (iss: string, claims: Readonly<Record<string, unknown>>): Promise<string> =>
    new SignJWT({ ...claims, jti: randomUUID() })
      .setProtectedHeader({ alg: 'RS256', kid: 'scene' })
      .setIssuer(iss)
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(privateKey)
  return {
    env: {
      MASKINPORTEN_ISSUER: `${origin}/`,
      MASKINPORTEN_JWKS_URL: `${origin}/jwk`,
      IDPORTEN_ISSUER: origin,
      IDPORTEN_JWKS_URL: `${origin}/jwk`,
    },
    organisationToken: (orgNo, scopes) =>
      token(`${origin}/`, {
        client_id: `client-of-${orgNo}`,
        token_type: 'Bearer',
        scope: scopes.join(' '),
        consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${orgNo}` },
      }),
    personToken: (pid) =>
      token(origin, {
        sub: randomUUID(),
        client_id: 'scene-portal',
        acr: 'idporten-loa-high',
        scope: 'openid profile altinn:portal/enduser',
        pid,
      }),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
