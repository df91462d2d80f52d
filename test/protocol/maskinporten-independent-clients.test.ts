import { createPrivateKey } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { JwksClient } from 'jwks-rsa'
import { getMaskinportToken } from 'maskinporten-jwt'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AltinnForTest, altinnForTest, systemUserId } from '../support/altinn-contract.ts'
import { jwtBearer, sign, withClaims } from '../support/grants.ts'
import {
  customer,
  type MaskinportenForTest,
  maskinportenForTest,
  temporaryDirectory,
  vendor,
} from '../support/maskinporten.ts'

// Clients by others, unmodified. They read the clock of the machine, so Maskinporten does too.
const clock = {
  now: () => Date.now(),
  seconds: () => Math.floor(Date.now() / 1000),
  advance: () => undefined,
}
let altinn: AltinnForTest
let maskinporten: MaskinportenForTest

beforeAll(async () => {
  altinn = await altinnForTest(clock.seconds() + 1800)
  const dataDirectory = await temporaryDirectory()
  maskinporten = await maskinportenForTest({ clock, dataDirectory, altinnUrl: altinn.url })
})
afterAll(async () => {
  await maskinporten.close()
  await altinn.close()
})

const grant = (claims = {}) =>
  sign(withClaims(maskinporten.good(), claims), maskinporten.client(vendor).privateJwk)

const systemUserDetails = [
  {
    type: 'urn:altinn:systemuser',
    systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${customer}` },
  },
]

/** Verifies with another library's signature check and another's way to the keys. */
async function verifiedElsewhere(token: string): Promise<jwt.JwtPayload> {
  const { issuer } = maskinporten
  const keys = new JwksClient({ jwksUri: `${issuer}jwk` })
  const kid = jwt.decode(token, { complete: true })?.header.kid
  const key = await keys.getSigningKey(kid)
  const claims = jwt.verify(token, key.getPublicKey(), { algorithms: ['RS256'], issuer })
  if (typeof claims === 'string') throw new Error('the claims are text')
  return claims
}

const discoverByOpenid = () => {
  const { issuer, client } = maskinporten
  return openid.discovery(new URL(issuer), client(vendor).clientId, undefined, openid.None(), {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  })
}

describe('openid-client', () => {
  test('gets a system user’s token by what the metadata says', async () => {
    const answer = await openid.genericGrantRequest(await discoverByOpenid(), jwtBearer, {
      assertion: grant({ authorization_details: systemUserDetails }),
    })
    const claims = await verifiedElsewhere(answer.access_token)
    expect(claims['authorization_details']).toMatchObject([{ systemuser_id: [systemUserId] }])
  })

  test('is told of a replay in a way that it understands', async () => {
    const configuration = await discoverByOpenid()
    const assertion = grant()
    await openid.genericGrantRequest(configuration, jwtBearer, { assertion })
    const again = openid.genericGrantRequest(configuration, jwtBearer, { assertion })
    await expect(again).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
  })
})

const client = (): oauth.Client => ({ client_id: maskinporten.client(vendor).clientId })

describe('oauth4webapi', () => {
  const insecure = { [oauth.allowInsecureRequests]: true }

  async function discover(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(maskinporten.issuer)
    const response = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
    return oauth.processDiscoveryResponse(issuer, response)
  }

  async function ask(server: oauth.AuthorizationServer, assertion: string) {
    const response = await oauth.genericTokenEndpointRequest(
      server,
      client(),
      oauth.None(),
      jwtBearer,
      { assertion },
      insecure,
    )
    return oauth.processGenericTokenEndpointResponse(server, client(), response)
  }

  test('takes the answer as a token answer', async () => {
    const answer = await ask(await discover(), grant())
    expect(answer).toMatchObject({ token_type: 'bearer', scope: 'skatteetaten:kravogbetalinger' })
  })

  test('takes a refusal as an error of OAuth', async () => {
    const asked = ask(await discover(), grant({ scope: 'skatteetaten:hemmelig' }))
    await expect(asked).rejects.toMatchObject({
      error: 'invalid_scope',
      status: 400,
      cause: { error_uri: `${maskinporten.issuer}errors/MP-200` },
    })
  })

  test('does not take the token for one of RFC 9068, which it is not', async () => {
    const server = await discover()
    const audience = 'https://api.example/'
    const { access_token } = await ask(server, grant({ resource: audience }))
    const request = new Request(audience, { headers: { authorization: `Bearer ${access_token}` } })
    const validated = oauth.validateJwtAccessToken(server, request, audience, insecure)
    await expect(validated).rejects.toThrow('"typ"')
  })
})

test('maskinporten-jwt gets a token, and another stack of libraries verifies it', async () => {
  const { clientId, privateJwk } = maskinporten.client(vendor)
  const answer = await getMaskinportToken({
    Audience: maskinporten.issuer,
    Endpoint: `${maskinporten.issuer}token`,
    Issuer: clientId,
    Scopes: 'skatteetaten:kravogbetalinger',
    KID: privateJwk.kid,
    PrivateKey: String(
      createPrivateKey({ key: privateJwk, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' }),
    ),
    Resource: 'https://api.example/',
  })
  expect(answer.expires_in).toBe(120)
  expect(await verifiedElsewhere(answer.access_token)).toMatchObject({
    aud: 'https://api.example/',
    client_id: clientId,
    consumer: { ID: `0192:${vendor}` },
  })
})
