import { describe, expect, test } from 'vitest'
import { ExternalRef, Instant } from '../../domain/values.ts'
import { pendingOfParty, requestsByExpiry } from '../../projections/system-users.ts'
import { context, expiresAt, later, party, tooLate, vendor } from '../support/fixtures.ts'
import * as story from '../support/world.ts'

const lastDay = Instant.parse('2026-01-15T11:59:59.999Z')

const withRequests = async (count: number) => {
  const world = await story.withSystem()
  const ids = []
  for (let i = 0; i < count; i += 1) {
    const externalRef = ExternalRef.parse(`kunde-${i}`)
    const made = await world.requestSystemUser(
      { ...story.theRequest, externalRef },
      context(`request ${i}`),
    )
    ids.push(made.done ? made.value.id : expect.fail('was refused'))
  }
  return { world, ids }
}

describe('requests whose time is up', () => {
  test('are ended by the system, each once, and no others', async () => {
    const { world, ids } = await withRequests(3)
    expect(await world.expireRequests(lastDay)).toBe(0)
    expect(await world.expireRequests(expiresAt)).toBe(3)
    expect(await world.expireRequests(tooLate)).toBe(0)
    const ends = world.store.log().filter(({ type }) => type === 'SystemUserRequestExpired')
    const of = ids.toSorted().map((id) => ({ id, at: expiresAt }))
    expect(ends.map(({ data }) => data)).toMatchObject(of)
    for (const { metadata } of ends)
      expect(metadata).toMatchObject({ actor: { type: 'system', process: 'expire-requests' } })
  })

  test('leave the lists of what waits', async () => {
    const { world } = await withRequests(1)
    const listed = async (list: string) => (await world.views.list(list, { limit: 9 })).members
    expect(await listed(requestsByExpiry)).toHaveLength(1)
    await world.expireRequests(expiresAt)
    expect(await listed(requestsByExpiry)).toEqual([])
    expect(await listed(pendingOfParty('standard', party))).toEqual([])
  })

  test('are found in more than one piece', async () => {
    const { world } = await withRequests(450)
    expect(await world.expireRequests(expiresAt)).toBe(450)
  })

  test('are passed over if they were answered', async () => {
    const { world, ids } = await withRequests(3)
    const [approved, rejected, withdrawn] = ids
    if (!approved || !rejected || !withdrawn) throw new Error('there are three')
    await world.approveRequest(story.byPia(approved), context('approve'))
    await world.rejectRequest(story.byPia(rejected), context('reject'))
    await world.withdrawRequest({ vendor, requestId: withdrawn }, context('withdraw'))
    expect(await world.expireRequests(expiresAt)).toBe(0)
    const states = await Promise.all(ids.map((id) => world.aggregates.systemUsers.read(id)))
    expect(states.map(({ status }) => status)).toEqual(['active', 'rejected', 'withdrawn'])
  })

  test('are ended by whoever comes next where a process broke down', async () => {
    const { world, ids } = await withRequests(3)
    let left = 1
    const dying = story.world(world.store, (store) => ({
      ...store,
      append: async (append) => {
        left -= 1
        if (left < 0) throw new Error('down')
        return store.append(append)
      },
    }))
    await expect(dying.expireRequests(expiresAt)).rejects.toThrow('down')
    expect(await story.world(world.store).expireRequests(expiresAt)).toBe(2)
    for (const id of ids)
      expect((await world.aggregates.systemUsers.read(id)).status).toBe('expired')
  })

  test('are ended once by several processes at the same time', async () => {
    const { world } = await withRequests(5)
    const processes = [story.world(world.store), story.world(world.store), world]
    await Promise.all(processes.map((one) => one.expireRequests(expiresAt)))
    const ends = world.store.log().filter(({ type }) => type === 'SystemUserRequestExpired')
    expect(ends).toHaveLength(5)
  })
})

describe('a request whose time is up, before that is recorded', () => {
  test.each(['approveRequest', 'rejectRequest', 'escalateRequest'] as const)(
    '%s is too late for it',
    async (answer) => {
      const { world, requestId } = await story.withRequest()
      const late = context('late', { at: expiresAt })
      expect(await world[answer](story.byPia(requestId), late)).toEqual({
        done: false,
        refusal: { code: 'request-expired' },
      })
    },
  )

  test('gives way to a new one for the same triple', async () => {
    const { world, requestId } = await story.withRequest()
    const again = await world.requestSystemUser(
      story.theRequest,
      context('again', { at: expiresAt }),
    )
    expect(again).toMatchObject({ done: true, value: { created: true } })
    expect((await world.aggregates.systemUsers.read(requestId)).status).toBe('expired')
    const before = await world.requestSystemUser(story.theRequest, context('before', { at: later }))
    expect(before).toMatchObject({ done: true, value: { created: false } })
  })

  test('does not stand in the way of a dry run either', async () => {
    const { world, requestId } = await story.withRequest()
    expect(await world.examineRequest(story.theRequest, later)).toEqual({
      findings: [],
      existing: requestId,
    })
    expect(await world.examineRequest(story.theRequest, expiresAt)).toEqual({ findings: [] })
  })
})
