import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { anyCase } from '../../api/http/any-case.ts'
import { unknownMembersIn, warnOf } from '../../api/http/unknown-members.ts'
import type { ApiWorld } from '../support/api-world.ts'
import { party, pia, vendor } from '../support/fixtures.ts'
import {
  registerPath,
  registerScope,
  requestBody,
  requestPath,
  storyWorld,
  system,
  systemBody,
  writeScope,
} from '../support/story-world.ts'

const right = { resource: [{ id: 'urn:altinn:resource', value: 'ske-krav-og-betalinger' }] }

describe('a write that names what the contract does not know', () => {
  let world: ApiWorld
  beforeAll(async () => {
    world = await storyWorld()
  })
  const warned = async (body: unknown, scope: string, path: string, method: 'POST' | 'PUT') => {
    const token = await world.organisation(vendor, scope)
    const answer = await world.call(token, method, path, { body })
    return [answer.statusCode, answer.headers['systembruker-warning']]
  }

  test('is told of the member that was dropped', async () => {
    const body = requestBody({ externalRef: undefined, externalReference: 'kunde-17' })
    expect(await warned(body, writeScope, `${requestPath}/vendor`, 'POST')).toEqual([
      201,
      'unknown-member;at="$.externalReference"',
    ])
  })

  test('is told of it beside a refusal as well', async () => {
    const body = requestBody({ systemId: `${vendor}_none`, colour: 'red' })
    expect(await warned(body, writeScope, `${requestPath}/vendor`, 'POST')).toEqual([
      404,
      'unknown-member;at="$.colour"',
    ])
  })

  test('is told where it stands, however deep', async () => {
    const body = requestBody({
      externalRef: 'deep',
      rights: [{ ...right, Resources: [], resource: [{ ...right.resource[0], kind: 1 }] }],
    })
    expect(await warned(body, writeScope, `${requestPath}/vendor`, 'POST')).toEqual([
      201,
      'unknown-member;at="$.rights[0].Resources", unknown-member;at="$.rights[0].resource[0].kind"',
    ])
  })

  test('is told of it at every route that changes something', async () => {
    const of = (place: string) => `unknown-member;at="${place}"`
    const own = `${registerPath}/${system}`
    const another = systemBody({ id: `${system}_2`, clientId: ['another'], visible: true })
    expect(await warned(another, registerScope, registerPath, 'POST')).toEqual([
      200,
      of('$.visible'),
    ])
    const changed = systemBody({ redirectUrls: [] })
    expect(await warned(changed, registerScope, own, 'PUT')).toEqual([200, of('$.redirectUrls')])
    const rights = [{ ...right, note: 'x' }]
    expect(await warned(rights, registerScope, `${own}/rights`, 'PUT')).toEqual([
      200,
      of('$[0].note'),
    ])
    const answer = await world.call(
      await world.person(pia),
      'POST',
      `${requestPath}/${Number(party)}/5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a99/reject`,
      { body: { Reasons: 'none' } },
    )
    expect([answer.statusCode, answer.headers['systembruker-warning']]).toEqual([
      404,
      of('$.Reasons'),
    ])
  })

  test('is not warned of what is known, in whatever case', async () => {
    const { externalRef, ...body } = requestBody()
    const asked = { ...body, EXTERNALREF: externalRef }
    expect(await warned(asked, writeScope, `${requestPath}/vendor`, 'POST')).toEqual([
      201,
      undefined,
    ])
  })
})

test('whatever a member is called, its warning is a short header of printable characters', () => {
  const Known = anyCase({ known: z.unknown().optional() })
  const names = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 40 })
  fc.assert(
    fc.property(names, (all) => {
      const body = Object.fromEntries(all.map((name) => [name, 1]))
      Known.safeParse(body)
      const { headers } = warnOf({ status: 200 }, unknownMembersIn(body))
      const warning = headers?.['systembruker-warning'] ?? ''
      expect(warning).toMatch(/^(?:unknown-member;at="(?:[ !#-[\]-~]|\\["\\])*"(?:, |$))*$/u)
      expect(warning.length).toBeLessThan(5000)
    }),
  )
})
