import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { AccessEvent } from '../../servers/skatteetaten/api-routes.ts'
import { startSkatteetaten } from '../../servers/skatteetaten/server.ts'
import type { Running } from '../../servers/support/http-server.ts'
import { PrivateRsaJwk } from '../../servers/support/rsa-keys.ts'
import { type AltinnForTest, altinnForTest, systemUserId } from './altinn-contract.ts'
import { type Parts, sign } from './grants.ts'
import {
  customer,
  type MaskinportenForTest,
  maskinportenForTest,
  standingClock,
  vendor,
} from './maskinporten.ts'

const SigningKeys = z.object({ keys: z.tuple([PrivateRsaJwk]) })

export const claimsPath = `v1/regnskapssystem/${customer}/aapnekrav`

/** The one entry of a good token's authorization details. */
export const entry = {
  type: 'urn:altinn:systemuser',
  systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${customer}` },
  systemuser_id: [systemUserId],
  system_id: `${vendor}_smartregnskap`,
}

type AtDesk = {
  readonly altinn: AltinnForTest
  readonly asBuilt: AltinnForTest['plays']
  readonly maskinporten: MaskinportenForTest
  readonly skatteetaten: Running
  readonly issuersKey: PrivateRsaJwk
}

export async function getClaims(url: string, authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization }
  const response = await fetch(url, { headers })
  const challenge = response.headers.get('www-authenticate')
  return { status: response.status, challenge, body: Object(await response.json()) }
}

/** Skatteetaten for the tests of one file, with Maskinporten's own key to sign tokens by. */
export function serviceDesk() {
  const clock = standingClock()
  const events: AccessEvent[] = []
  let desk: AtDesk | undefined
  const at = (): AtDesk => {
    if (desk === undefined) throw new Error('the desk is open only while tests run')
    return desk
  }
  beforeAll(async () => {
    const altinn = await altinnForTest(clock.seconds() + 1800)
    const maskinporten = await maskinportenForTest({ clock, altinnUrl: altinn.url })
    const keys = await readFile(join(maskinporten.dataDirectory, 'signing-keys.json'), 'utf8')
    const skatteetaten = await startSkatteetaten({
      port: 0,
      altinnUrl: altinn.url,
      maskinportenIssuer: maskinporten.issuer,
      storyKeysPath: maskinporten.server.storyKeysPath,
      policyPath: '',
      now: clock.now,
      report: (event) => events.push(event),
    })
    const [issuersKey] = SigningKeys.parse(JSON.parse(keys)).keys
    desk = { altinn, asBuilt: { ...altinn.plays }, maskinporten, skatteetaten, issuersKey }
  })
  beforeEach(() => {
    const { altinn, asBuilt } = at()
    Object.assign(altinn.plays, asBuilt)
    altinn.calls.length = 0
    events.length = 0
  })
  afterAll(async () => {
    await at().skatteetaten.close()
    await at().maskinporten.close()
    await at().altinn.close()
  })

  const get = (authorization?: string, path = claimsPath) =>
    getClaims(`${at().skatteetaten.url}${path}`, authorization)
  return {
    at,
    clock,
    events,
    /** A token as Maskinporten makes it, to be spoiled in one way. */
    good: (): Parts => ({
      header: { kid: at().issuersKey.kid, alg: 'RS256' },
      claims: {
        authorization_details: [entry],
        scope: 'skatteetaten:kravogbetalinger',
        iss: at().maskinporten.issuer,
        client_amr: 'private_key_jwt',
        token_type: 'Bearer',
        exp: clock.seconds() + 120,
        iat: clock.seconds(),
        client_id: 'a2ed712d-4144-4471-839f-80ae4a68146b',
        jti: 'x',
        consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${vendor}` },
      },
    }),
    signed: (parts: Parts, key = at().issuersKey) => sign(parts, key),
    get,
    withToken: (token: string, path = claimsPath) => get(`Bearer ${token}`, path),
  }
}
