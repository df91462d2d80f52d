import { describe, expect, test } from 'vitest'
import type { Switches } from '../../servers/maskinporten/switches.ts'
import { altinnForTest } from '../support/altinn-contract.ts'
import { type Parts, withClaims } from '../support/grants.ts'
import {
  customer,
  decode,
  errorOf,
  type MaskinportenForTest,
  maskinportenForTest,
  standingClock,
} from '../support/maskinporten.ts'

const clock = standingClock()

/** What a Maskinporten answers to a spoiled grant when some switches are set, and when none is. */
async function withAndWithout(
  switches: Partial<Switches>,
  spoil: (parts: Parts, maskinporten: MaskinportenForTest) => Parts,
) {
  const altinn = await altinnForTest(clock.seconds() + 1800)
  const ask = async (set: Partial<Switches>) => {
    const maskinporten = await maskinportenForTest({ clock, altinnUrl: altinn.url, switches: set })
    const reply = await maskinporten.ask(spoil(maskinporten.good(), maskinporten))
    await maskinporten.close()
    return reply
  }
  const replies = { set: await ask(switches), unset: await ask({}) }
  await altinn.close()
  return replies
}

const entry = {
  type: 'urn:altinn:systemuser',
  systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${customer}` },
  externalRef: 'kunde-42',
}
const asSystemUser = (parts: Parts) => withClaims(parts, { authorization_details: [entry] })
const claimsOf = (body: Readonly<Record<string, unknown>>) => decode(body['access_token']).claims

describe('the switch', () => {
  test('strictAudience off takes the address of the token endpoint', async () => {
    const { set, unset } = await withAndWithout({ strictAudience: false }, (parts, { issuer }) =>
      withClaims(parts, { aud: `${issuer}token` }),
    )
    expect(set.status).toBe(200)
    expect(errorOf(unset).mp).toBe('MP-110')
  })

  test('acceptStringResource off wants a list', async () => {
    const { set, unset } = await withAndWithout({ acceptStringResource: false }, (parts) =>
      withClaims(parts, { resource: 'https://api.example/' }),
    )
    expect(errorOf(set).mp).toBe('MP-011')
    expect(unset.status).toBe(200)
  })

  test('echoExternalRef off leaves the reference out', async () => {
    const { set, unset } = await withAndWithout({ echoExternalRef: false }, asSystemUser)
    expect(JSON.stringify(claimsOf(set.body))).not.toContain('kunde-42')
    expect(JSON.stringify(claimsOf(unset.body))).toContain('kunde-42')
  })

  test('rarInTokenResponse on tells the details beside the token', async () => {
    const { set, unset } = await withAndWithout({ rarInTokenResponse: true }, asSystemUser)
    expect(set.body['authorization_details']).toEqual(claimsOf(set.body)['authorization_details'])
    expect(unset.body).not.toHaveProperty('authorization_details')
  })

  test('legacyUnspecifiedAud on gives a token an audience', async () => {
    const { set, unset } = await withAndWithout({ legacyUnspecifiedAud: true }, (parts) => parts)
    expect(claimsOf(set.body)['aud']).toBe('unspecified')
    expect(claimsOf(unset.body)).not.toHaveProperty('aud')
  })

  test('refuseOldIat on judges the past of a grant too', async () => {
    const { set, unset } = await withAndWithout({ refuseOldIat: true }, (parts) =>
      withClaims(parts, { iat: clock.seconds() - 11, exp: clock.seconds() + 60 }),
    )
    expect(errorOf(set).mp).toBe('MP-130')
    expect(unset.status).toBe(200)
  })

  test('tokenLifetimeSeconds sets how long a token lasts', async () => {
    const { set } = await withAndWithout({ tokenLifetimeSeconds: 30 }, (parts) => parts)
    expect(set.body['expires_in']).toBe(30)
    expect(claimsOf(set.body)['exp']).toBe(clock.seconds() + 30)
  })
})

test('Maskinporten’s own token is renewed before it expires', async () => {
  const moving = standingClock()
  const altinn = await altinnForTest(moving.seconds() + 1800)
  const maskinporten = await maskinportenForTest({ clock: moving, altinnUrl: altinn.url })
  const shown = async () => {
    expect((await maskinporten.ask(asSystemUser(maskinporten.good()))).status).toBe(200)
    return decode(altinn.calls.at(-1)?.authorization?.replace('Bearer ', '')).claims
  }
  const first = await shown()
  expect((await shown())['jti']).toBe(first['jti'])
  moving.advance(105)
  const later = await shown()
  expect(later['jti']).not.toBe(first['jti'])
  expect(Number(later['exp'])).toBeGreaterThan(moving.seconds() + 60)
  await maskinporten.close()
  await altinn.close()
})
