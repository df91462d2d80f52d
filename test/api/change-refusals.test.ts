import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { kravOgUtlegg, regnskapMedSignering } from '../support/catalogue.ts'
import { change, changeDesk, nobodys, own } from '../support/change-desk.ts'
import { askFor, holder, otherResource, right, swapBody } from '../support/change-story.ts'
import { otherVendor, party, pia, vendor } from '../support/fixtures.ts'
import {
  registerPath,
  registerScope,
  requestPath,
  resource,
  system,
  systemUserPath,
  writeScope,
} from '../support/story-world.ts'

const { ask, at, read, take } = changeDesk()

describe('no change is needed', () => {
  const unheard = {
    status: 'NoChangeNeeded',
    id: change,
    confirmUrl: '',
    created: '0001-01-01T00:00:00',
  }

  test.each([
    ['nothing', {}],
    ['empty lists', { requiredRights: [], unwantedAccessPackages: [] }],
    ['what is held', { requiredRights: [right(resource)] }],
    [
      'what is held, and to lose what is not',
      {
        requiredAccessPackages: [{ urn: kravOgUtlegg }],
        unwantedRights: [right(otherResource)],
      },
    ],
    [
      'to lose what nobody can hold',
      {
        unwantedRights: [{ resource: [{ id: 'urn:altinn:org', value: 'skd' }] }],
        unwantedAccessPackages: [{ urn: 'no package' }, {}],
      },
    ],
  ])('when it is asked for %s', async (_, body) => {
    const before = at().world.log.length
    const asked = await ask(body)
    expect([asked.statusCode, asked.json()]).toMatchObject([200, unheard])
    expect(at().world.log).toHaveLength(before)
    expect((await read(change)).statusCode).toBe(404)
  })
})

describe('asking for a change is refused', () => {
  const refusedAs = async (body: unknown) => (await ask(body)).json()

  test('without a correlation-id, in words', async () => {
    for (const given of [undefined, '00000000-0000-0000-0000-000000000000']) {
      const ids =
        given === undefined
          ? { systemUser: at().systemUser }
          : { systemUser: at().systemUser, change: given }
      const asked = await askFor(at().world, ids)
      expect([asked.statusCode, asked.headers['content-type']]).toEqual([
        400,
        'text/plain; charset=utf-8',
      ])
    }
    const wrong = await askFor(at().world, { systemUser: at().systemUser, change: '1' })
    expect(wrong.json()).toMatchObject({
      status: 400,
      errors: { 'correlation-id': [expect.any(String)] },
    })
  })

  test('for no system user, and for another vendor’s in the same words', async () => {
    const found = await holder(at().world, 'another')
    const refusals = [
      await askFor(at().world, { change }),
      await askFor(at().world, { change, systemUser: nobodys }),
      await askFor(at().world, { change, systemUser: found }, swapBody(), otherVendor),
      await askFor(at().world, { change: found, systemUser: found }, swapBody(), otherVendor),
      await askFor(at().world, { change: nobodys, systemUser: nobodys }),
    ]
    for (const one of refusals)
      expect([one.statusCode, one.json()]).toMatchObject([404, { code: 'AUTH-00015' }])
    const own400 = await askFor(at().world, { change: found, systemUser: found })
    expect([own400.statusCode, own400.headers['content-type']]).toEqual([
      400,
      'text/plain; charset=utf-8',
    ])
  })

  test('for lists that are null', async () => {
    expect(await refusedAs({ requiredRights: null })).toMatchObject({
      status: 400,
      errors: { RequiredRights: [expect.any(String)] },
    })
  })

  test('for what the system does not have, in the order of the contract', async () => {
    const wrong = {
      redirectUrl: 'https://evil.example/',
      requiredRights: [right('another')],
      requiredAccessPackages: [{ urn: regnskapMedSignering }],
    }
    expect(await refusedAs(wrong)).toMatchObject({ code: 'AUTH-00021', status: 400 })
    const { redirectUrl: _, ...asked } = wrong
    expect(await refusedAs(asked)).toMatchObject({ code: 'AUTH-00001', status: 400 })
    const { requiredAccessPackages } = asked
    expect(await refusedAs({ requiredAccessPackages })).toMatchObject({
      code: 'AUTH-00063',
      status: 400,
      NotFoundPackages: regnskapMedSignering,
    })
    const foreign = [{ resource: [{ id: 'urn:altinn:org', value: 'skd' }] }]
    expect(await refusedAs({ requiredRights: foreign })).toMatchObject({ code: 'AUTH-00001' })
  })

  test('for a system that is gone, and for a system user that is', async () => {
    const token = await at().world.organisation(vendor, registerScope)
    await at().world.call(token, 'DELETE', `${registerPath}/${system}`)
    expect(await refusedAs(swapBody())).toMatchObject({ code: 'AUTH-00011', status: 404 })
    const pias = await at().world.person(pia)
    await at().world.call(pias, 'DELETE', `${systemUserPath}/${own}/${at().systemUser}`)
    expect(await refusedAs(swapBody())).toMatchObject({ code: 'AUTH-00015', status: 404 })
  })

  test('for a request that is not approved yet', async () => {
    await take(change)
    const writer = await at().world.organisation(vendor, writeScope)
    const made = await at().world.call(writer, 'POST', `${requestPath}/vendor`, {
      body: { externalRef: 'open', systemId: system, partyOrgNo: party, rights: [right(resource)] },
    })
    const { id } = z.object({ id: z.string() }).parse(made.json())
    expect((await askFor(at().world, { systemUser: id, change })).json()).toMatchObject({
      code: 'AUTH-00015',
    })
  })
})
