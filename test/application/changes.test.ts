import { describe, expect, test } from 'vitest'
import { delegationId } from '../../domain/delegation/id.ts'
import { ClientId, ExternalRef, type SystemUserId } from '../../domain/values.ts'
import { changeRequests, changesByExpiry } from '../../projections/change-requests.ts'
import { grants } from '../../projections/grants.ts'
import { systemUsers } from '../../projections/system-users.ts'
import { ref } from '../../projections/views.ts'
import { kravOgUtlegg, skattNaering } from '../support/catalogue.ts'
import * as changes from '../support/change-world.ts'
import {
  context,
  expiresAt,
  ola,
  otherParty,
  otherResourceId,
  otherSystemId,
  otherVendor,
  party,
  pia,
  resourceId,
  vendor,
} from '../support/fixtures.ts'
import * as story from '../support/world.ts'

const { changeByPia, changeId, swap, swapBack } = changes
const refusal = (code: string) => ({ done: false, refusal: { code } })

const heldIn = async (world: story.World, systemUser: SystemUserId) => {
  const { documents } = await world.views.fetch([
    ref(grants, delegationId(systemUser, party)),
    ref(systemUsers, systemUser),
  ])
  const [grant, user] = documents
  return {
    resources: [...new Set(grant?.rights.map(({ resource }) => resource))],
    packages: grant?.accessPackages,
    listed: user?.rights.map(({ resource }) => resource),
    listedPackages: user?.accessPackages,
  }
}
const first = {
  resources: [resourceId],
  packages: [kravOgUtlegg],
  listed: [resourceId],
  listedPackages: [kravOgUtlegg],
}
const second = {
  resources: [otherResourceId],
  packages: [skattNaering],
  listed: [otherResourceId],
  listedPackages: [skattNaering],
}

describe('an approved change', () => {
  test('gives and takes in one step what the party was asked for', async () => {
    const { world, systemUser } = await changes.withChange()
    expect(await heldIn(world, systemUser)).toEqual(first)
    const before = world.store.log().length
    expect(await world.approveChange(changeByPia(), context('yes'))).toMatchObject({ done: true })
    expect(world.store.log()).toHaveLength(before + 1)
    expect(await heldIn(world, systemUser)).toEqual(second)
  })

  test('can be undone by another', async () => {
    const { world, systemUser } = await changes.withChange()
    await world.approveChange(changeByPia(), context('yes'))
    await world.requestChange(swapBack(systemUser), context('back'))
    await world.approveChange(changeByPia(2), context('yes, back'))
    expect(await heldIn(world, systemUser)).toEqual(first)
    const { documents } = await world.views.fetch([ref(systemUsers, systemUser)])
    expect(documents[0]?.asked).toEqual({
      rights: [{ resource: resourceId }],
      accessPackages: [kravOgUtlegg],
    })
  })

  test('gives only what is missing: what is held already nobody has to be able to give', async () => {
    const { world, systemUser } = await changes.withWiderSystemUser()
    const all = {
      ...swap(systemUser),
      requiredRights: [{ resource: resourceId }, { resource: otherResourceId }],
      unwantedRights: [],
      requiredAccessPackages: [kravOgUtlegg],
      unwantedAccessPackages: [],
    }
    await world.requestChange(all, context('all'))
    await world.approveChange(changeByPia(), context('yes'))
    const last = world.store.log().at(-1)
    expect(last).toMatchObject({
      type: 'SystemUserChangeApproved',
      data: { taken: { resources: [], accessPackages: [] }, given: { accessPackages: [] } },
    })
    expect(JSON.stringify(last?.data)).not.toContain(`"resource":"${resourceId}"`)
    expect((await heldIn(world, systemUser)).resources).toEqual([resourceId, otherResourceId])
  })

  test('outlives a first approval that comes late', async () => {
    const { world, systemUser } = await changes.withChange()
    const granted = world.store.log().find(({ type }) => type === 'DelegationGranted')
    await world.approveChange(changeByPia(), context('yes'))
    const rights = [{ resource: resourceId, key: 'late', action: 'read' }]
    await world.aggregates.delegations.execute(
      delegationId(systemUser, party),
      {
        type: 'Grant',
        systemUser,
        party,
        basis: { type: 'own-party' },
        rights,
        accessPackages: [kravOgUtlegg],
        at: context('late').at,
      },
      context('late'),
    )
    expect(granted).toBeDefined()
    expect(await heldIn(world, systemUser)).toEqual(second)
  })

  test('is the approver’s to give, or nothing of it is given', async () => {
    const { world, systemUser } = await changes.withChange()
    const xml = story.policyXml
      .replaceAll(resourceId, otherResourceId)
      .replaceAll(/>(?:dagl|lede|krav-og-utlegg)</gu, '>eksplisitt<')
    const other = { ...story.theResource, id: otherResourceId }
    await world.uploadPolicy({ ...other, xml }, context('nobody’s to give'))
    expect(await world.approveChange(changeByPia(), context('by Pia'))).toEqual({
      done: false,
      refusal: { code: 'changed-right-not-delegable', resource: otherResourceId },
    })
    expect(await heldIn(world, systemUser)).toEqual(first)
  })

  test('must still be offered by the system', async () => {
    const { world } = await changes.withChange()
    await world.aggregates.systems.execute(
      story.theSystem.systemId,
      {
        type: 'ReplaceRights',
        vendor,
        rights: [{ resource: resourceId }],
        at: context('fewer').at,
      },
      context('fewer'),
    )
    expect(await world.approveChange(changeByPia(), context('yes'))).toMatchObject(
      refusal('rights-not-offered'),
    )
  })

  test('is approved once, and is not there for another party', async () => {
    const { world } = await changes.withChange()
    const elsewhere = { ...changeByPia(), party: otherParty, person: ola }
    for (const answer of [elsewhere, changeByPia(9)])
      for (const verb of ['approveChange', 'rejectChange'] as const)
        expect(await world[verb](answer, context(`${verb} ${answer.requestId}`))).toEqual(
          refusal('request-not-found'),
        )
    for (const verb of ['approveChange', 'rejectChange'] as const)
      expect(await world[verb]({ ...changeByPia(), person: ola }, context(verb))).toEqual(
        refusal('not-access-manager'),
      )
    await world.approveChange(changeByPia(), context('yes'))
    expect(await world.approveChange(changeByPia(), context('yes again'))).toEqual(
      refusal('request-already-decided'),
    )
    expect(await world.rejectChange(changeByPia(), context('no'))).toEqual(
      refusal('request-already-decided'),
    )
  })
})

describe('asking for a change', () => {
  test('of what is so already asks for nothing', async () => {
    const { world, systemUser } = await changes.withWiderSystemUser()
    const before = world.store.log().length
    const asked = await world.requestChange(swapBack(systemUser), context('back'))
    expect(asked).toMatchObject({ done: true, value: { outcome: 'not-needed' } })
    expect(world.store.log()).toHaveLength(before)
  })

  test('twice under one id asks once, whatever it says', async () => {
    const { world, systemUser } = await changes.withChange()
    const before = world.store.log().length
    for (const again of [swap(systemUser), swapBack(systemUser, 1)])
      expect(await world.requestChange(again, context('again'))).toMatchObject({
        value: { outcome: 'existing' },
      })
    expect(world.store.log()).toHaveLength(before)
  })

  test('under an id that another system user has leads to that one, for the same vendor alone', async () => {
    const { world } = await changes.withChange()
    const another = { ...story.theRequest, externalRef: ExternalRef.parse('another') }
    const made = await world.requestSystemUser(another, context('another'))
    const id = made.done ? made.value.id : expect.fail('was refused')
    await world.approveRequest(story.byPia(id), context('approve another'))
    expect(await world.requestChange(swap(id), context('same id'))).toMatchObject({
      value: { outcome: 'existing' },
    })
    await world.withdrawChange({ vendor, requestId: changeId(1) }, context('withdraw'))
    expect(await world.requestChange(swap(id), context('same id again'))).toEqual(
      refusal('change-id-taken'),
    )
  })

  test('is nobody else’s', async () => {
    const { world, systemUser } = await changes.withChange()
    const before = world.store.log().length
    const stranger = { ...swap(systemUser, 3), vendor: otherVendor }
    expect(await world.requestChange(stranger, context('stranger'))).toEqual(
      refusal('system-user-not-found'),
    )
    for (const requestId of [changeId(1), changeId(9)])
      expect(
        await world.withdrawChange({ vendor: otherVendor, requestId }, context('stranger')),
      ).toEqual(refusal('request-not-found'))
    expect(world.store.log()).toHaveLength(before)
  })
})

describe('an id that another vendor has used', () => {
  test.each(['requested', 'approved', 'withdrawn'])(
    'is taken, and no more is said: %s',
    async (state) => {
      const { world } = await changes.withChange()
      if (state === 'approved') await world.approveChange(changeByPia(), context('yes'))
      if (state === 'withdrawn')
        await world.withdrawChange({ vendor, requestId: changeId(1) }, context('withdraw'))
      const clientIds = [ClientId.parse('another')]
      const content = { ...story.theSystem.content, clientIds }
      const theirs = { systemId: otherSystemId, vendor: otherVendor }
      await world.registerSystem({ ...theirs, content }, context('their system'))
      const request = { ...story.theRequest, ...theirs }
      const made = await world.requestSystemUser(request, context('their request'))
      const id = made.done ? made.value.id : expect.fail('was refused')
      await world.approveRequest(story.byPia(id), context('approve theirs'))
      const asked = { ...swapBack(id, 1), vendor: otherVendor, unwantedAccessPackages: [] }
      const wish = { ...asked, requiredAccessPackages: [], unwantedRights: asked.requiredRights }
      expect(await world.requestChange(wish, context('their wish'))).toEqual(
        refusal('change-id-taken'),
      )
      const another = { ...wish, change: changeId(2) }
      expect(await world.requestChange(another, context('another'))).toMatchObject({
        value: { outcome: 'created' },
      })
    },
  )
})

describe('changes whose time is up', () => {
  test('are ended by the system, each once, and cannot be answered before that either', async () => {
    const { world } = await changes.withChange()
    const late = context('late', { at: expiresAt })
    for (const verb of ['approveChange', 'rejectChange'] as const)
      expect(await world[verb](changeByPia(), late)).toEqual(refusal('request-expired'))
    expect(await world.expireRequests(context('early').at)).toBe(0)
    expect(await world.expireRequests(expiresAt)).toBe(1)
    expect(await world.expireRequests(expiresAt)).toBe(0)
    const { members } = await world.views.list(changesByExpiry, { limit: 9 })
    expect(members).toEqual([])
    const { documents } = await world.views.fetch([ref(changeRequests, changeId(1))])
    expect(documents[0]).toMatchObject({
      status: 'expired',
      ended: { by: { type: 'system', process: 'expire-requests' } },
    })
  })

  test('end with their system user', async () => {
    const { world, systemUser } = await changes.withChange()
    await world.revokeSystemUser(
      { kind: 'standard', party, systemUser, person: pia },
      context('revoke'),
    )
    const { documents } = await world.views.fetch([ref(changeRequests, changeId(1))])
    expect(documents[0]?.status).toBe('expired')
    expect(await world.approveChange(changeByPia(), context('yes'))).toEqual(
      refusal('request-not-found'),
    )
  })
})
