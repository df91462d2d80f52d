import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { systemUser } from '../../domain/system-user/decider.ts'
import { changed, isNeeded, needOf } from '../../domain/system-user/changes.ts'
import type { ChangeRefusal } from '../../domain/system-user/decide-change.ts'
import type { SystemUserEvent } from '../../domain/system-user/events.ts'
import { AccessPackage, ResourceId } from '../../domain/values.ts'
import { expiresAt, later, tooLate } from '../support/fixtures.ts'
import { given as specification } from '../support/given.ts'
import * as steps from '../support/system-user-steps.ts'

const given = specification(systemUser)

type History = readonly SystemUserEvent[]
const active: History = [steps.requested, steps.approved]
const asked: History = [...active, steps.changeRequested]

const histories: Readonly<Record<string, History>> = {
  'no system user': [],
  'a request': [steps.requested],
  'a rejected request': [steps.requested, steps.rejected],
  'nothing asked': active,
  asked,
  approved: [...asked, steps.changeApproved],
  rejected: [...asked, steps.changeRejected],
  withdrawn: [...asked, steps.changeWithdrawn],
  expired: [...asked, steps.changeExpired],
  'a revoked system user': [...asked, steps.revoked, steps.changeExpired],
  'one revoked with a change left open': [...asked, steps.revoked],
}

type Row = Readonly<
  Record<keyof typeof histories, SystemUserEvent | 'nothing' | ChangeRefusal['code']>
>

const nobody = {
  'no system user': 'request-not-found',
  'a request': 'request-not-found',
  'a rejected request': 'request-not-found',
  'nothing asked': 'request-not-found',
} as const

const table: readonly (readonly [Parameters<typeof systemUser.decide>[0], Row])[] = [
  [
    steps.requestChange,
    {
      'no system user': 'system-user-not-found',
      'a request': 'system-user-not-found',
      'a rejected request': 'system-user-not-found',
      'nothing asked': steps.changeRequested,
      asked: 'nothing',
      approved: 'nothing',
      rejected: 'nothing',
      withdrawn: 'nothing',
      expired: 'nothing',
      'a revoked system user': 'system-user-not-found',
      'one revoked with a change left open': 'system-user-not-found',
    },
  ],
  [
    steps.approveChange,
    {
      ...nobody,
      asked: steps.changeApproved,
      approved: 'nothing',
      rejected: 'request-already-decided',
      withdrawn: 'request-not-found',
      expired: 'request-already-decided',
      'a revoked system user': 'request-not-found',
      'one revoked with a change left open': 'request-not-found',
    },
  ],
  [
    steps.rejectChange,
    {
      ...nobody,
      asked: steps.changeRejected,
      approved: 'request-already-decided',
      rejected: 'nothing',
      withdrawn: 'request-not-found',
      expired: 'request-already-decided',
      'a revoked system user': 'request-not-found',
      'one revoked with a change left open': 'request-not-found',
    },
  ],
  [
    steps.withdrawChange,
    {
      ...nobody,
      asked: steps.changeWithdrawn,
      approved: 'request-already-decided',
      rejected: steps.changeWithdrawn,
      withdrawn: 'nothing',
      expired: steps.changeWithdrawn,
      'a revoked system user': steps.changeWithdrawn,
      'one revoked with a change left open': steps.changeWithdrawn,
    },
  ],
  [
    steps.expireChange,
    {
      'no system user': 'nothing',
      'a request': 'nothing',
      'nothing asked': 'nothing',
      asked: steps.changeExpired,
      approved: 'nothing',
      rejected: 'nothing',
      withdrawn: 'nothing',
      expired: 'nothing',
      'a revoked system user': 'nothing',
      'one revoked with a change left open': steps.changeExpired,
    },
  ],
]

describe.each(table)('$type', (command, row) => {
  test.each(Object.entries(row))('on %s', (name, outcome) => {
    const { records, refuses } = given(...(histories[name] ?? [])).when(command)
    if (typeof outcome === 'object') records(outcome)
    else if (outcome === 'nothing') records()
    else refuses({ code: outcome })
  })
})

describe.each(Object.entries(histories))('a stranger is told nothing: %s', (_, history) => {
  test.each(steps.changeForStranger)('$type says the same as for none at all', (command) => {
    const answer = (past: History) =>
      systemUser.decide(command, past.reduce(systemUser.evolve, systemUser.initial))
    expect(answer(history)).toEqual(answer([]))
    expect(answer(history).accepted).toBe(false)
  })
})

describe('a change that nobody has answered', () => {
  test('can be approved until it lapses, and not from then on', () => {
    given(...asked)
      .when({ ...steps.approveChange, at: later })
      .records({ ...steps.changeApproved, at: later })
    for (const at of [expiresAt, tooLate])
      given(...asked)
        .when({ ...steps.approveChange, at })
        .refuses({ code: 'request-expired' })
  })

  test('can be rejected until it lapses, for a reason that is kept', () => {
    given(...asked)
      .when({ ...steps.rejectChange, reason: 'Ikke nødvendig.' })
      .records({ ...steps.changeRejected, reason: 'Ikke nødvendig.' })
    given(...asked)
      .when({ ...steps.rejectChange, at: expiresAt })
      .refuses({ code: 'request-expired' })
  })

  test('expires when its time is up, and not before', () => {
    given(...asked)
      .when({ ...steps.expireChange, at: later })
      .records()
    given(...asked)
      .when({ ...steps.expireChange, at: expiresAt })
      .records({ ...steps.changeExpired, at: expiresAt })
  })

  test('ends with its system user, in the same step', () =>
    given(...asked)
      .when(steps.revoke)
      .records(steps.revoked, { ...steps.changeExpired, at: steps.revoke.at }))

  test('is not approved by what was worked out before another one was', () => {
    const { otherChange } = steps
    const both = [...asked, { ...steps.changeRequested, change: otherChange }]
    given(...both, { ...steps.changeApproved, change: otherChange })
      .when(steps.approveChange)
      .refuses({ code: 'change-overtaken' })
    given(...both, { ...steps.changeApproved, change: otherChange })
      .when({ ...steps.approveChange, after: 1 })
      .records(steps.changeApproved)
  })

  test('stays as it is while another one is answered', () =>
    given(...asked, { ...steps.changeRequested, change: steps.otherChange }, steps.changeRejected)
      .when({ ...steps.approveChange, change: steps.otherChange })
      .records({ ...steps.changeApproved, change: steps.otherChange }))
})

const resources = ['aaaa', 'bbbb', 'cccc', 'dddd'].map((id) => ResourceId.parse(id))
const packages = ['a', 'b', 'c'].map((code) =>
  AccessPackage.parse(`urn:altinn:accesspackage:${code}`),
)
const some = fc.subarray(resources)
const rightsOf = (of: readonly ResourceId[]) => of.map((resource) => ({ resource }))
const delegated = (of: readonly ResourceId[], keys: readonly string[]) =>
  of.flatMap((resource) => keys.map((key) => ({ resource, key, action: key })))
const held = fc.record({
  rights: some.map((of) => delegated(of, ['read'])),
  accessPackages: fc.subarray(packages),
})
const wanted = fc.record({
  requiredRights: some.map(rightsOf),
  unwantedRights: some.map(rightsOf),
  requiredAccessPackages: fc.subarray(packages),
  unwantedAccessPackages: fc.subarray(packages),
})

describe('what a change comes to', () => {
  const after = (before: Parameters<typeof needOf>[0], change: Parameters<typeof needOf>[1]) => {
    const { missing, taken } = needOf(before, change)
    const rights = delegated(
      missing.rights.map(({ resource }) => resource),
      ['read', 'write'],
    )
    const { accessPackages } = missing
    return changed(before, { given: { rights, accessPackages: [...accessPackages] }, taken })
  }
  const resourcesOf = (of: readonly { readonly resource: ResourceId }[]) =>
    new Set(of.map(({ resource }) => resource))
  const minusPlus = <Thing>(had: Iterable<Thing>, unwanted: Set<Thing>, required: Set<Thing>) =>
    new Set([...had].filter((thing) => !unwanted.has(thing)).concat(...required))

  test('is what was held, minus what is unwanted, plus what is required', () => {
    fc.assert(
      fc.property(held, wanted, (before, change) => {
        const result = after(before, change)
        expect(resourcesOf(result.rights)).toEqual(
          minusPlus(
            resourcesOf(before.rights),
            resourcesOf(change.unwantedRights),
            resourcesOf(change.requiredRights),
          ),
        )
        expect(new Set(result.accessPackages)).toEqual(
          minusPlus(
            before.accessPackages,
            new Set(change.unwantedAccessPackages),
            new Set(change.requiredAccessPackages),
          ),
        )
      }),
    )
  })

  test('leaves every right that was not named as it was', () => {
    fc.assert(
      fc.property(held, wanted, (before, change) => {
        const named = resourcesOf(change.unwantedRights)
        const untouched = before.rights.filter(({ resource }) => !named.has(resource))
        expect(after(before, change).rights).toEqual(expect.arrayContaining(untouched))
      }),
    )
  })

  test('gives anew what is named on both sides', () => {
    const [resource = ResourceId.parse('aaaa')] = resources
    const both = rightsOf([resource])
    const before = { rights: delegated([resource], ['read']), accessPackages: [] }
    const change = {
      requiredRights: both,
      unwantedRights: both,
      requiredAccessPackages: [],
      unwantedAccessPackages: [],
    }
    expect(after(before, change).rights).toEqual(delegated([resource], ['read', 'write']))
    expect(isNeeded(needOf(before, change))).toBe(true)
  })

  test('is needed no more once it is so, but for what is named on both sides', () => {
    fc.assert(
      fc.property(held, wanted, (before, change) => {
        const required = resourcesOf(change.requiredRights)
        const unwantedRights = change.unwantedRights.filter(
          ({ resource }) => !required.has(resource),
        )
        const unwantedAccessPackages = change.unwantedAccessPackages.filter(
          (urn) => !change.requiredAccessPackages.includes(urn),
        )
        const plain = { ...change, unwantedRights, unwantedAccessPackages }
        const result = after(before, plain)
        expect(isNeeded(needOf(result, plain))).toBe(false)
        expect(after(result, plain)).toEqual(result)
      }),
    )
  })
})
