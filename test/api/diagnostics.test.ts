import { beforeEach, describe, expect, test } from 'vitest'
import { otherParty, otherVendor, party, vendor } from '../support/fixtures.ts'
import {
  client,
  readScope,
  registerPath,
  registerScope,
  system,
  systemUserPath,
} from '../support/story-world.ts'
import { systemUserWorld } from '../support/system-user-world.ts'

type Story = Awaited<ReturnType<typeof systemUserWorld>>

let story: Story
let world: Story['world']

beforeEach(async () => {
  story = await systemUserWorld()
  ;({ world } = story)
})

const asked = async (changes: Readonly<Record<string, string>> = {}, by: string = vendor) => {
  const token = await world.organisation(by, readScope)
  const query = new URLSearchParams({ clientId: client, systemUserOwnerOrgNo: party, ...changes })
  const answer = await world.call(
    token,
    'GET',
    `${systemUserPath}/vendor/diagnostics?${query.toString()}`,
  )
  expect(answer.statusCode).toBe(200)
  return answer.json<Readonly<Record<string, unknown>>>()
}

describe('a vendor whose token is refused is told', () => {
  test('that nobody was asked', async () =>
    expect(await asked()).toEqual({
      finding: 'never-asked',
      usable: false,
      systemId: system,
      advice: 'Ask the customer for a system user.',
    }))

  test('that the customer has not answered, or said no', async () => {
    const request = await story.ask()
    const ref = { externalRef: 'kunde-17' }
    expect(await asked(ref)).toMatchObject({ finding: 'request-waits', request })
    await story.answer(request, 'reject')
    expect(await asked(ref)).toMatchObject({ finding: 'request-rejected', request })
  })

  test('that all is well', async () => {
    const systemUser = await story.approved()
    expect(await asked({ externalRef: 'kunde-17' })).toMatchObject({
      finding: 'found',
      usable: true,
      systemUser,
    })
  })

  test('which references there are', async () => {
    await story.approved()
    expect(await asked()).toMatchObject({
      finding: 'other-external-ref',
      externalRefs: ['kunde-17'],
    })
  })

  test('of a customer that there is not', async () => {
    expect(await asked({ systemUserOwnerOrgNo: '999999999' })).toMatchObject({
      finding: 'customer-unknown',
    })
    expect(await asked({ systemUserOwnerOrgNo: 'x' })).toMatchObject({
      finding: 'customer-unknown',
    })
    expect(await asked({ systemUserOwnerOrgNo: otherParty })).toMatchObject({
      finding: 'never-asked',
    })
  })

  test('of a client id that is not on a system, or on one that is deleted', async () => {
    expect(await asked({ clientId: 'none' })).toMatchObject({ finding: 'client-id-unknown' })
    const token = await world.organisation(vendor, registerScope)
    await world.call(token, 'DELETE', `${registerPath}/${system}`)
    expect(await asked()).toMatchObject({ finding: 'client-id-unknown' })
  })

  test('nothing of what is another vendor’s', async () => {
    await story.approved()
    const others = await asked({ externalRef: 'kunde-17' }, otherVendor)
    expect(others).toEqual(await asked({ clientId: 'none' }, otherVendor))
  })
})
