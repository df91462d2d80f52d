import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sign, withClaims } from '../support/grants.ts'
import {
  errorOf,
  type MaskinportenForTest,
  maskinportenForTest,
  otherVendor,
  standingClock,
  type StandingClock,
  temporaryDirectory,
  vendor,
} from '../support/maskinporten.ts'

const used = { status: 400, error: 'invalid_grant', mp: 'MP-012' }

async function withMaskinporten(
  act: (maskinporten: MaskinportenForTest, clock: StandingClock) => Promise<void>,
) {
  const clock = standingClock()
  const maskinporten = await maskinportenForTest({ clock })
  try {
    await act(maskinporten, clock)
  } finally {
    await maskinporten.close()
  }
}

describe('a grant is refused the second time', () => {
  test('when it is the same', () =>
    withMaskinporten(async ({ client, good, send }) => {
      const grant = sign(good(), client(vendor).privateJwk)
      expect((await send(grant)).status).toBe(200)
      expect(errorOf(await send(grant))).toEqual(used)
    }))

  test('when it is another with the same jti', () =>
    withMaskinporten(async ({ ask, good }) => {
      const parts = good()
      expect((await ask(parts)).status).toBe(200)
      expect(errorOf(await ask(withClaims(parts, { scope: 'skatteetaten:innlevering' })))).toEqual(
        used,
      )
    }))

  test('when it has no jti', () =>
    withMaskinporten(async ({ ask, good }) => {
      const parts = withClaims(good(), { jti: undefined })
      expect((await ask(parts)).status).toBe(200)
      expect(errorOf(await ask(parts))).toEqual(used)
    }))

  test('when it was refused the first time for what it asked', () =>
    withMaskinporten(async ({ ask, good }) => {
      const parts = good()
      expect((await ask(withClaims(parts, { scope: 'skatteetaten:hemmelig' }))).status).toBe(400)
      expect(errorOf(await ask(parts))).toEqual(used)
    }))

  test('when it was refused the first time for its audience', () =>
    withMaskinporten(async ({ ask, good }) => {
      const parts = good()
      expect((await ask(withClaims(parts, { aud: 'x' }))).status).toBe(400)
      expect(errorOf(await ask(parts))).toEqual(used)
    }))

  test('when it came too early the first time', () =>
    withMaskinporten(async ({ ask, good }, clock) => {
      const parts = withClaims(good(), { iat: clock.seconds() + 30 })
      expect((await ask(parts)).status).toBe(400)
      clock.advance(40)
      expect(errorOf(await ask(parts))).toEqual(used)
    }))

  test('until the very end of its life', () =>
    withMaskinporten(async ({ ask, good }, clock) => {
      const parts = withClaims(good(), { exp: clock.seconds() + 120 })
      expect((await ask(parts)).status).toBe(200)
      clock.advance(119)
      expect(errorOf(await ask(parts))).toEqual(used)
    }))
})

describe('a grant is good', () => {
  test('when another client has used its jti', () =>
    withMaskinporten(async ({ ask, good }) => {
      const jti = 'the-same'
      expect((await ask(withClaims(good(), { jti }))).status).toBe(200)
      expect((await ask(withClaims(good(otherVendor), { jti }), otherVendor)).status).toBe(200)
    }))

  test('when a stranger has used its jti in the client’s name', () =>
    withMaskinporten(async ({ ask, good, send, client }) => {
      const parts = good()
      const forged = sign(parts, client(otherVendor).privateJwk)
      expect(errorOf(await send(forged)).mp).toBe('MP-124')
      expect((await ask(parts)).status).toBe(200)
    }))
})

test('of fifty at once exactly one wins', () =>
  withMaskinporten(async ({ client, good, send }) => {
    const grant = sign(good(), client(vendor).privateJwk)
    const replies = await Promise.all(Array.from({ length: 50 }, () => send(grant)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(replies.filter((reply) => errorOf(reply).mp === 'MP-012')).toHaveLength(49)
  }))

test('fifty different ones at once all win', () =>
  withMaskinporten(async ({ ask, good }) => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => ask(good())))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(50)
  }))

describe('after a restart', () => {
  test('a used grant is still used, and keys and clients are the same', async () => {
    const clock = standingClock()
    const dataDirectory = await temporaryDirectory()
    const first = await maskinportenForTest({ clock, dataDirectory })
    const parts = first.good()
    expect((await first.ask(parts)).status).toBe(200)
    await first.close()

    // A write that a crash cut short must not hide the ones before it.
    await appendFile(join(dataDirectory, 'used-grants.log'), '["half')
    const config = { clock, dataDirectory, port: Number(new URL(first.issuer).port) }
    const second = await maskinportenForTest(config)
    expect(errorOf(await second.ask(parts))).toEqual(used)
    expect((await second.ask(second.good())).status).toBe(200)
    await second.close()
  })

  test('what has expired is forgotten', async () => {
    const clock = standingClock()
    const dataDirectory = await temporaryDirectory()
    const first = await maskinportenForTest({ clock, dataDirectory })
    await first.ask(first.good())
    await first.close()
    const log = join(dataDirectory, 'used-grants.log')
    expect(await readFile(log, 'utf8')).not.toBe('')
    clock.advance(300)
    const second = await maskinportenForTest({ clock, dataDirectory })
    expect(await readFile(log, 'utf8')).toBe('')
    await second.close()
  })
})

test('a key is refused when it is a year old', () =>
  withMaskinporten(async ({ ask, good }, clock) => {
    clock.advance(365 * 24 * 3600 - 1)
    expect((await ask(good())).status).toBe(200)
    clock.advance(1)
    expect(errorOf(await ask(good())).mp).toBe('MP-121')
  }))
