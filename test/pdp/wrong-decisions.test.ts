import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { aggregates } from '../../application/aggregates.ts'
import { delegationId } from '../../domain/delegation/id.ts'
import { ExternalRef, OrgNo, SystemId, SystemUserId } from '../../domain/values.ts'
import { projections } from '../../projections/all.ts'
import { documentKey } from '../../projections/document-key.ts'
import { tripleKey } from '../../projections/holders.ts'
import { type AuthzenDesk, authzenDesk, authzenQuestion } from '../support/authzen-desk.ts'
import { about, action, askedOf, manyOf, subject } from '../support/decision-questions.ts'
import { deriveId } from '../support/derive-id.ts'
import { context, party } from '../support/fixtures.ts'
import { authorizePath, resource, systemUserPath } from '../support/story-world.ts'

// The ways in which decision services are known to have answered wrongly (spec authzen-and-peers §3.4), tried on this one.

let desk: AuthzenDesk
beforeAll(async () => {
  desk = await authzenDesk()
})

describe('the same question twice in a batch', () => {
  test('is answered alike, and takes nothing from its neighbours', async () => {
    const many = manyOf(
      {
        subjects: { s: subject(desk.id) },
        actions: { read: action('read'), delete: action('delete') },
        resources: { r: about() },
      },
      ['s read r', 's delete r', 's read r', 's delete r', 's read r'],
    )
    const [yes, no] = ['Permit/ok', 'NotApplicable/ok']
    expect(await desk.said(many)).toEqual([yes, no, yes, no, yes])
  })
})

describe('names that nearly are another’s', () => {
  const lookAlikes = (name: string): readonly string[] => [
    name.toUpperCase(),
    `${name} `,
    ` ${name}`,
    `${name}\u0000`,
    `${name}\u200B`,
    name.replaceAll('-', '‐'),
    name.replaceAll('-', '_'),
    name.replace('e', 'е'),
    `${name}/../${name}`,
    name.normalize('NFKD').replace('a', 'ａ'),
  ]

  test.each(lookAlikes('read').filter((name) => name !== 'read'))(
    'the action %j is not the one that was delegated',
    async (name) => {
      const [said] = await desk.said(askedOf(desk.id, { Action: [action(name)] }))
      expect(said).not.toContain('Permit')
      const { decision } = await desk.evaluate(authzenQuestion(desk.id, { action: { name } }))
      expect(decision).toBe(false)
    },
  )

  test.each(lookAlikes(resource).filter((name) => name !== resource))(
    'the resource %j is not the one that was delegated',
    async (name) => {
      const [said] = await desk.said(askedOf(desk.id, { Resource: [about(name)] }))
      expect(said).not.toContain('Permit')
    },
  )

  test.each([`0${party}`, ` ${party}`, `${party} `, `${party}.0`, `+${party}`, `${party}\n`])(
    'the party %j is not the one that delegated',
    async (orgNo) => {
      const [said] = await desk.said(askedOf(desk.id, { Resource: [about(resource, orgNo)] }))
      expect(said).not.toContain('Permit')
    },
  )

  test('the id of a system user in other letters is nobody’s', async () => {
    for (const id of [desk.id.toUpperCase(), `${desk.id} `, `{${desk.id}}`, `urn:uuid:${desk.id}`])
      expect(await desk.said(askedOf(id))).not.toEqual(['Permit/ok'])
  })
})

describe('keys that are put together', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 12 })
  /** Texts that are made of what keys are put together with. */
  const tricky = fc.string({
    unit: fc.constantFrom(':', '.', '~', '|', '"', ',', '[', ']', 'a', '1'),
  })
  const text = fc.oneof(anyText, tricky)

  test('are of one document each, whatever a key holds', () => {
    for (const { name } of projections) expect(name).toMatch(/^[a-z0-9-]+$/u)
    const names = projections.map(({ name }) => name)
    const place = fc.tuple(fc.constantFrom(...names), text)
    fc.assert(
      fc.property(place, place, (some, other) => {
        const isOne = some[0] === other[0] && some[1] === other[1]
        expect(documentKey(...some) === documentKey(...other)).toBe(isOne)
      }),
      { numRuns: 5_000 },
    )
  })

  test('are of one triple each', () => {
    const triple = fc
      .tuple(
        fc
          .constantFrom('310000001_a', '310000001_a.b', '310000001_a~b')
          .map((id) => SystemId.parse(id)),
        fc.constantFrom('310000001', '310000002').map((orgNo) => OrgNo.parse(orgNo)),
        text
          .filter((ref) => ExternalRef.safeParse(ref).success)
          .map((ref) => ExternalRef.parse(ref)),
      )
      .map(([systemId, of, externalRef]) => ({ systemId, party: of, externalRef }))
    fc.assert(
      fc.property(triple, triple, (some, other) => {
        const isOne =
          some.systemId === other.systemId &&
          some.party === other.party &&
          some.externalRef === other.externalRef
        expect(tripleKey(some) === tripleKey(other)).toBe(isOne)
      }),
      { numRuns: 5_000 },
    )
  })

  test('are of one system user and party each', () => {
    const id = fc.uuid().map((uuid) => SystemUserId.parse(uuid))
    const orgNo = fc
      .integer({ min: 100_000_000, max: 999_999_999 })
      .map((number) => OrgNo.parse(String(number)))
    fc.assert(
      fc.property(id, orgNo, id, orgNo, (a, b, c, d) => {
        expect(delegationId(a, b) === delegationId(c, d)).toBe(a === c && b === d)
      }),
    )
  })
})

describe('a party that is a part of itself', () => {
  test('is decided about all the same', async () => {
    const { world } = desk
    const [one, other] = [OrgNo.parse('315000101'), OrgNo.parse('315000102')]
    const record = (orgNo: OrgNo, parent: OrgNo) =>
      aggregates(world.store).parties.execute(
        orgNo,
        {
          type: 'RecordParty',
          orgNo,
          uuid: deriveId('party', orgNo),
          name: 'Ring',
          form: 'BEDR',
          parent,
          roles: [],
          at: context('ring').at,
        },
        context(`ring ${orgNo}`),
      )
    await record(one, other)
    await record(other, one)
    const asked = askedOf(desk.id, { Resource: [about(resource, one)] })
    expect(await desk.said(asked)).toEqual(['NotApplicable/ok'])
    const search = { ...authzenQuestion(desk.id), resource: { type: 'resource' } }
    expect((await desk.search('resource', search)).results).toHaveLength(1)
  })
})

describe('work that is broken off', () => {
  test('leaves nothing behind for whoever asks the same next', async () => {
    const { world } = desk
    const url = await world.app.listen({ host: '127.0.0.1', port: 0 })
    const ask = (signal?: AbortSignal) =>
      fetch(new URL(authorizePath, url), {
        method: 'POST',
        headers: { authorization: `Bearer ${desk.asOwner}`, 'content-type': 'application/json' },
        body: JSON.stringify(askedOf(desk.id)),
        ...(signal && { signal }),
      })
    for (let i = 0; i < 50; i += 1) {
      const abort = new AbortController()
      const broken = ask(abort.signal).catch(() => undefined)
      const next = ask()
      abort.abort()
      await broken
      expect(await (await next).text()).toContain('"decision":"Permit"')
    }
    await world.app.close()
  })
})

describe('a withdrawal in the middle of a batch', () => {
  test('is seen by all of its parts or by none, and by every question after it', async () => {
    for (let round = 0; round < 20; round += 1) {
      const here = await authzenDesk()
      const evaluations = Array.from({ length: 25 }, () => ({}))
      const ask = async () =>
        (await here.evaluateAll({ ...authzenQuestion(here.id), evaluations })).map(
          ({ decision }) => decision,
        )
      const path = `${systemUserPath}/${Number(party)}/${here.id}`
      const [before, withdrawn, during] = await Promise.all([
        ask(),
        here.world.call(here.pias, 'DELETE', path),
        ask(),
      ])
      expect(withdrawn.statusCode).toBe(202)
      for (const answers of [before, during]) expect(new Set(answers).size).toBe(1)
      expect(new Set(await ask())).toEqual(new Set([false]))
    }
  })
})
