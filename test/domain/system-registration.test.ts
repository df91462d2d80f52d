import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AccessPackage, ResourceId } from '../../domain/values.ts'
import type { SystemRegistrationCommand } from '../../domain/system-registration/decide.ts'
import { systemRegistration } from '../../domain/system-registration/decider.ts'
import { obeysTheLaws, recordedBy, step } from '../support/decider-laws.ts'
import { deriveId } from '../support/derive-id.ts'
import {
  at,
  otherSystemId,
  otherVendor,
  systemContent,
  systemId,
  vendor,
} from '../support/fixtures.ts'
import { given as specification } from '../support/given.ts'

const given = specification(systemRegistration)
const internalId = deriveId('internal', 'one')
const content = systemContent
const changed = { ...content, visible: false, redirectUrls: [] }
const register = { type: 'RegisterSystem', systemId, internalId, vendor, content, at } as const
const replace = { type: 'ReplaceSystem', vendor, content: changed, at } as const
const rights = [{ resource: ResourceId.parse('another-service') }]
const replaceRights = { type: 'ReplaceRights', vendor, rights, at } as const
const rightsReplaced = { type: 'SystemRightsReplaced', systemId, vendor, rights, at } as const
const accessPackages = [AccessPackage.parse('urn:altinn:accesspackage:skatt-naering')]
const replacePackages = { type: 'ReplaceAccessPackages', vendor, accessPackages, at } as const
const packagesReplaced = {
  type: 'SystemAccessPackagesReplaced',
  systemId,
  vendor,
  accessPackages,
  at,
} as const
const remove = { type: 'DeleteSystem', vendor, at } as const
const registered = { type: 'SystemRegistered', systemId, internalId, vendor, content, at } as const
const replaced = { type: 'SystemReplaced', systemId, vendor, content: changed, at } as const
const deleted = { type: 'SystemDeleted', systemId, vendor, at } as const

describe('registering a system', () => {
  test("under another vendor's number is refused", () =>
    given()
      .when({ ...register, vendor: otherVendor })
      .refuses({ code: 'system-id-of-another-vendor' }))

  test('under an id in use is refused, though it says the same', () =>
    given(registered)
      .when({ ...register, internalId: deriveId('internal', 'two') })
      .refuses({ code: 'system-id-taken' }))

  test('under the id of a deleted one is refused: ids are never used again', () =>
    given(registered, deleted).when(register).refuses({ code: 'system-id-taken' }))

  test('records it', () => given().when(register).records(registered))
  test('twice records nothing', () => given(registered).when(register).records())
})

describe.each([
  { what: 'rights', command: replaceRights, event: rightsReplaced },
  { what: 'access packages', command: replacePackages, event: packagesReplaced },
])('replacing the $what of a system', ({ command, event }) => {
  test('that is not there is refused', () =>
    given().when(command).refuses({ code: 'system-not-found' }))

  test('of another vendor is refused as if it were not there', () =>
    given(registered)
      .when({ ...command, vendor: otherVendor })
      .refuses({ code: 'system-not-found' }))

  test('that is deleted is refused', () =>
    given(registered, deleted).when(command).refuses({ code: 'system-deleted' }))

  test('records them', () => given(registered).when(command).records(event))
  test('twice records nothing', () => given(registered, event).when(command).records())
  test('after the whole was replaced records them', () =>
    given(registered, event, replaced).when(command).records(event))
})

describe('replacing a system', () => {
  test('that is not there is refused', () =>
    given().when(replace).refuses({ code: 'system-not-found' }))

  test('of another vendor is refused as if it were not there', () =>
    given(registered)
      .when({ ...replace, vendor: otherVendor })
      .refuses({ code: 'system-not-found' }))

  test('of another vendor is refused in the same words when it is deleted', () =>
    given(registered, deleted)
      .when({ ...replace, vendor: otherVendor })
      .refuses({ code: 'system-not-found' }))

  test('that is deleted is refused', () =>
    given(registered, deleted).when(replace).refuses({ code: 'system-deleted' }))

  test('records what it is now', () => given(registered).when(replace).records(replaced))
  test('twice records nothing', () => given(registered, replaced).when(replace).records())
})

describe('deleting a system', () => {
  test('that is not there is refused', () =>
    given().when(remove).refuses({ code: 'system-not-found' }))

  test('of another vendor is refused as if it were not there, deleted or not', () => {
    const byStranger = { ...remove, vendor: otherVendor }
    given(registered).when(byStranger).refuses({ code: 'system-not-found' })
    given(registered, deleted).when(byStranger).refuses({ code: 'system-not-found' })
  })

  test('records it', () => given(registered).when(remove).records(deleted))
  test('twice records nothing', () => given(registered, deleted).when(remove).records())
})

const vendors = fc.constantFrom(vendor, otherVendor)
const contents = fc.constantFrom(content, changed)
const command: fc.Arbitrary<SystemRegistrationCommand> = fc.oneof(
  fc.record({
    type: fc.constant('RegisterSystem' as const),
    systemId: fc.constantFrom(systemId, otherSystemId),
    internalId: fc.constantFrom(internalId, deriveId('internal', 'two')),
    vendor: vendors,
    content: contents,
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('ReplaceSystem' as const),
    vendor: vendors,
    content: contents,
    at: fc.constant(at),
  }),
  fc.record({ type: fc.constant('DeleteSystem' as const), vendor: vendors, at: fc.constant(at) }),
)

obeysTheLaws(systemRegistration, command)

test('a system keeps its vendor, its id and its internal id for ever', () => {
  fc.assert(
    fc.property(fc.array(command), command, (past, next) => {
      const before = past.reduce(step(systemRegistration), systemRegistration.initial)
      if (before.status === 'absent') return
      const after = step(systemRegistration)(before, next)
      const { vendor: whose, systemId: id, internalId: internal } = before
      expect(after).toMatchObject({ vendor: whose, systemId: id, internalId: internal })
    }),
  )
})

test('nothing follows a deletion', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), (past) => {
      const types = recordedBy(systemRegistration, past).map(({ type }) => type)
      const end = types.indexOf('SystemDeleted')
      expect(end === -1 ? [] : types.slice(end + 1)).toEqual([])
    }),
  )
})
