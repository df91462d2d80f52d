import { describe, expect, test } from 'vitest'
import { ClientId, OrgNo } from '../../domain/values.ts'
import { clientIds } from '../../projections/client-ids.ts'
import { ref } from '../../projections/views.ts'
import * as fixtures from '../support/fixtures.ts'
import * as story from '../support/world.ts'

const { context, expiresAt, ola, otherOwner, otherParty, party, pia } = fixtures
const { resourceId, systemContent, otherSystemId, otherVendor } = fixtures

const refusal = (code: string, more: object = {}) => ({ done: false, refusal: { code, ...more } })

const unfit = (...findings: readonly object[]) => refusal('system-unfit', { findings })

describe('registering a system', () => {
  test('of resources that are not there is refused, and reserves nothing', async () => {
    const world = story.world()
    const outcome = await world.registerSystem(story.theSystem, context('register'))
    expect(outcome).toEqual(unfit({ code: 'resources-not-found', resources: [resourceId] }))
    expect(world.store.log()).toEqual([])
  })

  test('of a resource that cannot be delegated is refused', async () => {
    const world = story.world()
    const content = { ...fixtures.resourceContent, delegable: false }
    await world.createResource({ ...story.theResource, content }, context('create'))
    expect(await world.registerSystem(story.theSystem, context('register'))).toEqual(
      unfit({ code: 'resources-not-delegable', resources: [resourceId] }),
    )
  })

  test("under another vendor's number is refused", async () => {
    const world = await story.withResource()
    const stolen = { ...story.theSystem, vendor: otherVendor }
    expect(await world.registerSystem(stolen, context('register'))).toEqual(
      refusal('system-id-of-another-vendor'),
    )
  })

  test('under an id in use is refused, and reserves nothing', async () => {
    const world = await story.withSystem()
    const before = world.store.log().length
    const content = { ...systemContent, clientIds: [ClientId.parse('new')] }
    expect(await world.registerSystem({ ...story.theSystem, content }, context('again'))).toEqual(
      unfit({ code: 'system-id-taken' }),
    )
    expect(world.store.log()).toHaveLength(before)
  })

  test('with a client id of another is refused, and gives back those that were free', async () => {
    const world = await story.withSystem()
    const free = ClientId.parse('free')
    const content = { ...systemContent, clientIds: [free, fixtures.clientId] }
    const second = { systemId: otherSystemId, vendor: otherVendor, content }
    expect(await world.registerSystem(second, context('second'))).toEqual(
      refusal('client-id-taken', { clientId: fixtures.clientId }),
    )
    const { documents } = await world.views.fetch([ref(clientIds, free)])
    expect(documents[0]).toBeUndefined()
  })
})

const ask = async (more: Partial<typeof story.theRequest>) => {
  const world = await story.withSystem()
  return world.requestSystemUser({ ...story.theRequest, ...more }, context('request'))
}

describe('requesting a system user', () => {
  test('for a system of another vendor is refused as for none', async () => {
    expect(await ask({ vendor: otherVendor })).toEqual(refusal('system-not-found'))
    expect(await ask({ systemId: otherSystemId })).toEqual(refusal('system-not-found'))
  })

  test('from an organisation that the register does not know is refused', async () =>
    expect(await ask({ party: OrgNo.parse('999999999') })).toEqual(refusal('party-not-found')))

  test('that asks for nothing is refused', async () =>
    expect(await ask({ rights: [] })).toEqual(refusal('nothing-requested')))

  test('that asks for more than the system offers is refused', async () => {
    const rights = [{ resource: fixtures.otherResourceId }]
    expect(await ask({ rights })).toEqual(refusal('rights-not-offered', { rights }))
  })

  test.each([
    'https://smartcloud.example/ferdig?kunde=17',
    'https://SMARTCLOUD.example:443/ferdig',
  ])('may send the user back to %s', async (redirectUrl) =>
    expect(await ask({ redirectUrl })).toMatchObject({ done: true }),
  )

  test.each([
    'http://smartcloud.example/ferdig',
    'https://smartcloud.example.evil.example/ferdig',
    'https://pia@smartcloud.example/ferdig',
    'https://smartcloud.example/ferdig/',
    'https://smartcloud.example/ferdig#del',
    'ferdig',
  ])('may not send the user back to %s', async (redirectUrl) =>
    expect(await ask({ redirectUrl })).toEqual(refusal('redirect-url-not-registered')),
  )

  test('twice leads to the same request', async () => {
    const { world, requestId } = await story.withRequest()
    const again = await world.requestSystemUser(story.theRequest, context('again'))
    expect(again).toMatchObject({ done: true, value: { id: requestId, created: false } })
  })

  test('where there is one already is refused', async () => {
    const { world } = await story.withSystemUser()
    expect(await world.requestSystemUser(story.theRequest, context('again'))).toEqual(
      refusal('system-user-exists'),
    )
  })

  test('after a revocation leads to a new request', async () => {
    const { world, requestId } = await story.withSystemUser()
    await world.revokeSystemUser(
      { kind: 'standard', party, systemUser: requestId, person: pia },
      context('revoke'),
    )
    const again = await world.requestSystemUser(story.theRequest, context('again'))
    expect(again).toMatchObject({ done: true, value: { created: true } })
    expect(again).not.toMatchObject({ value: { id: requestId } })
  })

  test('of which only the reservation was written is finished under its id', async () => {
    const world = await story.withSystem()
    const first = await story
      .world(world.store, (store) => ({
        ...store,
        append: (append) =>
          append.stream.startsWith('systemUser-')
            ? Promise.reject(new Error('down'))
            : store.append(append),
      }))
      .requestSystemUser(story.theRequest, context('first'))
      .catch(() => 'broke down')
    expect(first).toBe('broke down')
    const next = await world.requestSystemUser(story.theRequest, context('next'))
    const reserved = world.store
      .log()
      .find(({ type, stream }) => type === 'Reserved' && stream.includes('triple'))
    expect(reserved?.data).toMatchObject({ holder: next.done && next.value.id })
  })
})

describe('answering a request', () => {
  test.each(['approveRequest', 'rejectRequest'] as const)(
    '%s by somebody who does not manage access is refused',
    async (answer) => {
      const { world, requestId } = await story.withRequest()
      expect(
        await world[answer]({ kind: 'standard', party, requestId, person: ola }, context('answer')),
      ).toEqual(refusal('not-access-manager'))
    },
  )

  test.each(['approveRequest', 'rejectRequest'] as const)(
    '%s by the manager of another organisation is refused as for none',
    async (answer) => {
      const { world, requestId } = await story.withRequest()
      const elsewhere = { kind: 'standard' as const, party: otherParty, requestId, person: ola }
      expect(await world[answer](elsewhere, context('answer'))).toEqual(
        refusal('request-not-found'),
      )
    },
  )

  test('after it lapsed is refused, and delegates nothing', async () => {
    const { world, requestId } = await story.withRequest()
    const late = context('late', { at: expiresAt })
    expect(await world.approveRequest(story.byPia(requestId), late)).toEqual(
      refusal('request-expired'),
    )
    expect(world.store.log().some(({ type }) => type === 'DelegationGranted')).toBe(false)
  })

  test('twice is refused, unless it is the same answer tried again', async () => {
    const { world, requestId } = await story.withSystemUser()
    const answer = story.byPia(requestId)
    expect(await world.approveRequest(answer, context('again'))).toEqual(
      refusal('request-already-decided'),
    )
    expect(await world.approveRequest(answer, context('approve'))).toMatchObject({ done: true })
  })

  test('by whom it is not to give any of the rights is refused', async () => {
    const { world, requestId } = await story.withRequest()
    const xml = story.policyXml
      .replaceAll('>dagl<', '>medl<')
      .replaceAll('>krav-og-utlegg<', '>ansvarlig-revisor<')
    const { id, owner } = story.theResource
    await world.uploadPolicy({ id, owner, xml }, context('another policy'))
    expect(await world.approveRequest(story.byPia(requestId), context('approve'))).toEqual(
      refusal('right-not-delegable', { resource: resourceId }),
    )
  })

  test('a member of the board may pass it on, and a stranger learns nothing', async () => {
    const { world, requestId } = await story.withRequest()
    const passOn = { kind: 'standard' as const, party, requestId, person: ola }
    expect(await world.escalateRequest(passOn, context('pass on'))).toMatchObject({ done: true })
    const stranger = { kind: 'standard' as const, party: otherParty, requestId, person: pia }
    expect(await world.escalateRequest(stranger, context('stranger'))).toEqual(
      refusal('request-not-found'),
    )
  })
})

describe('a resource', () => {
  test('is changed by its owner alone', async () => {
    const world = await story.withResource()
    const byStranger = { ...story.theResource, owner: otherOwner }
    expect(await world.createResource(byStranger, context('create'))).toEqual(
      refusal('resource-exists'),
    )
    expect(await world.updateResource(byStranger, context('update'))).toEqual(
      refusal('resource-of-another-owner'),
    )
    const xml = `${story.policyXml}\n`
    expect(await world.uploadPolicy({ ...byStranger, xml }, context('upload'))).toEqual(
      refusal('resource-of-another-owner'),
    )
  })

  test.each([
    ['no XML', 'policy-unreadable', '<Policy'],
    ['of another resource', 'foreign-resource', story.policyXml.replaceAll(resourceId, 'another')],
  ])('takes no policy that is %s', async (_, code, xml) => {
    const world = await story.withResource()
    const { id, owner } = story.theResource
    expect(await world.uploadPolicy({ id, owner, xml }, context('upload'))).toMatchObject(
      refusal(code),
    )
  })
})

test('the register read again records nothing', async () => {
  const world = await story.withResource()
  const before = world.store.log().length
  expect(await world.recordParties(story.organisations, context('next start'))).toEqual({})
  expect(world.store.log()).toHaveLength(before)
})
