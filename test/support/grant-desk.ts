import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { PrivateRsaJwk } from '../../servers/support/rsa-keys.ts'
import { type Parts, sign, signTexts, withClaims, withHeader } from './grants.ts'
import {
  errorOf,
  type MaskinportenForTest,
  maskinportenForTest,
  standingClock,
  vendor,
} from './maskinporten.ts'

/** A grant that fails one check, and what the caller is told. */
export type RefusedGrant = readonly [
  name: string,
  make: () => string,
  status: number,
  error: string,
  mp?: string,
]

type AtDesk = {
  readonly maskinporten: MaskinportenForTest
  readonly key: PrivateRsaJwk
  /** Made anew for each test, so that no test is refused for another's use of it. */
  good: Parts
}

/** A Maskinporten for the tests of one file, and a good grant for each of them to spoil. */
export function grantDesk() {
  const clock = standingClock()
  let desk: AtDesk | undefined
  const at = (): AtDesk => {
    if (desk === undefined) throw new Error('the desk is open only while tests run')
    return desk
  }
  beforeAll(async () => {
    const maskinporten = await maskinportenForTest({ clock })
    const key = maskinporten.client(vendor).privateJwk
    desk = { maskinporten, key, good: maskinporten.good() }
  })
  beforeEach(() => {
    at().good = at().maskinporten.good()
  })
  afterAll(() => at().maskinporten.close())

  const signed = (parts: Parts) => sign(parts, at().key)
  return {
    at,
    seconds: clock.seconds,
    signed,
    withClaims: (changed: Parts['claims'] | (() => Parts['claims'])) => () =>
      signed(withClaims(at().good, typeof changed === 'function' ? changed() : changed)),
    withHeader: (changed: Parts['header']) => () => signed(withHeader(at().good, changed)),
    /** Signs claims that are changed as text, in ways no object can be. */
    withClaimsText: (change: (text: string) => string) => () =>
      signTexts(
        JSON.stringify(at().good.header),
        change(JSON.stringify(at().good.claims)),
        at().key,
      ),
    refuses: (cases: readonly RefusedGrant[]): void => {
      const rows = cases.map(([name, make, status, error, mp]) => ({
        name,
        make,
        told: { status, error, mp },
      }))
      test.each(rows)('$name', async ({ make, told }) => {
        expect(errorOf(await at().maskinporten.send(make()))).toEqual(told)
      })
    },
  }
}
