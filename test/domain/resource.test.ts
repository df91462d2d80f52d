import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ResourceCommand } from '../../domain/resource/decide.ts'
import { resource } from '../../domain/resource/decider.ts'
import { ResourceContent } from '../../domain/resource/events.ts'
import { obeysTheLaws, recordedBy } from '../support/decider-laws.ts'
import { at, otherOwner, owner, resourceContent, resourceId } from '../support/fixtures.ts'
import { given as specification } from '../support/given.ts'

const given = specification(resource)
const id = resourceId
const content = resourceContent
const hidden = { ...content, visible: false }
const created = { type: 'ResourceCreated', id, owner, content, version: 1, at } as const
const updated = {
  type: 'ResourceUpdated',
  id,
  owner,
  content: hidden,
  version: 2,
  at,
} as const
const deleted = { type: 'ResourceDeleted', id, owner, at } as const
const remove = { type: 'DeleteResource', owner, at } as const
const create = { type: 'CreateResource', id, owner, content, at } as const
const update = { type: 'UpdateResource', owner, content: hidden, at } as const
const subjects = [{ id: 'urn:altinn:rolecode', value: 'dagl' }]
const upload = { type: 'UploadPolicy', owner, xml: '<Policy/>', subjects, at } as const
const uploaded = {
  type: 'ResourcePolicyUploaded',
  id,
  owner,
  version: 1,
  xml: '<Policy/>',
  subjects,
  at,
} as const

describe('creating a resource', () => {
  test('under an id that another owner uses is refused', () =>
    given(created)
      .when({ ...create, owner: otherOwner })
      .refuses({ code: 'resource-exists' }))

  test('under an id in use, with other content, is refused', () =>
    given(created)
      .when({ ...create, content: hidden })
      .refuses({ code: 'resource-exists' }))

  test('records it', () => given().when(create).records(created))
  test('twice records nothing', () => given(created).when(create).records())
})

describe('updating a resource', () => {
  test('that is not there is refused', () =>
    given().when(update).refuses({ code: 'resource-not-found' }))

  test('of another owner is refused, even where it would change nothing', () =>
    given(created)
      .when({ ...update, owner: otherOwner, content })
      .refuses({ code: 'resource-of-another-owner' }))

  test('records what it says now', () => given(created).when(update).records(updated))
  test('twice records nothing', () => given(created, updated).when(update).records())
})

describe('uploading a policy', () => {
  test('of a resource that is not there is refused', () =>
    given().when(upload).refuses({ code: 'resource-not-found' }))

  test('of another owner is refused, even if it is the one in force', () =>
    given(created, uploaded)
      .when({ ...upload, owner: otherOwner })
      .refuses({ code: 'resource-of-another-owner' }))

  test('makes it version 1', () => given(created).when(upload).records(uploaded))
  test('twice records nothing', () => given(created, uploaded).when(upload).records())

  test('again, when what it names was not recorded, records it', () => {
    const { subjects: _subjects, ...before } = uploaded
    return given(created, before)
      .when(upload)
      .records({ ...uploaded, version: 2 })
  })

  test('after another makes it the next version', () =>
    given(created, uploaded)
      .when({ ...upload, xml: '<Policy Version="2"/>' })
      .records({ ...uploaded, version: 2, xml: '<Policy Version="2"/>' }))

  test('keeps what the resource says of itself', () =>
    expect([created, updated, uploaded].reduce(resource.evolve, resource.initial)).toMatchObject({
      content: hidden,
      policy: { version: 1 },
    }))
})

describe('deleting a resource', () => {
  test('that was never there is refused', () =>
    given().when(remove).refuses({ code: 'resource-not-found' }))

  test('of another owner is refused, even when it is gone', () =>
    given(created, deleted)
      .when({ ...remove, owner: otherOwner })
      .refuses({ code: 'resource-of-another-owner' }))

  test('records it', () => given(created).when(remove).records(deleted))
  test('twice records nothing', () => given(created, deleted).when(remove).records())

  test('leaves nothing to update', () =>
    given(created, deleted).when(update).refuses({ code: 'resource-not-found' }))

  test('leaves nothing to give a policy', () =>
    given(created, uploaded, deleted).when(upload).refuses({ code: 'resource-not-found' }))

  test('leaves its id to its owner, who may use it anew', () =>
    given(created, deleted)
      .when(create)
      .records({ ...created, version: 2 }))

  test('does not leave its id to another', () =>
    given(created, deleted)
      .when({ ...create, owner: otherOwner })
      .refuses({ code: 'resource-exists' }))

  test('ends its policy, whose versions go on when it is made anew', () =>
    given(created, uploaded, deleted, { ...created, version: 2 })
      .when(upload)
      .records({ ...uploaded, version: 2 }))
})

test('versions that were not recorded are counted', () => {
  const { version: _version, ...unnumbered } = updated
  return given(created, unnumbered)
    .when({ ...update, content })
    .records({ ...updated, content, version: 3 })
})

const more = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
const owners = fc.constantFrom(owner, otherOwner)
const contents = fc.oneof(
  fc.constantFrom(content, hidden),
  // As a request brings it: parsed, and without what JSON cannot carry.
  more.map((rest) => ResourceContent.parse(JSON.parse(JSON.stringify({ ...content, more: rest })))),
)
const command: fc.Arbitrary<ResourceCommand> = fc.oneof(
  fc.record({ type: fc.constant('DeleteResource' as const), owner: owners, at: fc.constant(at) }),
  fc.record({
    type: fc.constant('CreateResource' as const),
    id: fc.constant(id),
    owner: owners,
    content: contents,
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('UpdateResource' as const),
    owner: owners,
    content: contents,
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('UploadPolicy' as const),
    owner: owners,
    xml: fc.constantFrom('<Policy/>', '<Policy Version="2"/>', '\ud800 æ'),
    subjects: fc.constantFrom(subjects, []),
    at: fc.constant(at),
  }),
)

obeysTheLaws(resource, command)

test('versions follow each other from 1, of contents and of policies, whatever is deleted between', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), (past) => {
      const recorded = recordedBy(resource, past)
      const versions = (...types: readonly string[]): readonly unknown[] =>
        recorded.flatMap((event) =>
          types.includes(event.type) && 'version' in event ? [event.version] : [],
        )
      const fromOne = (some: readonly unknown[]): number[] => some.map((_, i) => i + 1)
      const contentVersions = versions('ResourceCreated', 'ResourceUpdated')
      expect(contentVersions).toEqual(fromOne(contentVersions))
      const policyVersions = versions('ResourcePolicyUploaded')
      expect(policyVersions).toEqual(fromOne(policyVersions))
    }),
  )
})

test('only its owner ever changes a resource', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), (past) => {
      const owned = recordedBy(resource, past).map((event) => event.owner)
      expect(new Set(owned).size).toBeLessThanOrEqual(1)
    }),
  )
})
