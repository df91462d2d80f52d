import { expect, test } from 'vitest'
import { DomainEvent } from '../../domain/domain-event.ts'
import { stored } from '../support/event-arbitraries.ts'
import { replay } from '../support/replay.ts'

const at = '2026-01-05T10:00:00.000Z'
const policy = {
  type: 'ResourcePolicyUploaded',
  id: 'skatt',
  owner: '310000001',
  version: 1,
  xml: '<p/>',
  at,
}
const dagl = { id: 'urn:altinn:rolecode', value: 'dagl' }
const lede = { id: 'urn:altinn:rolecode', value: 'lede' }
const skatt = { id: 'urn:altinn:accesspackage', value: 'skatt' }

type Story = {
  readonly name: string
  readonly events: readonly object[]
  readonly subjects: readonly object[]
  readonly lists: Readonly<Record<string, readonly string[]>>
}

const stories: readonly Story[] = [
  {
    name: 'a subject stays at its place in the feed while a policy names it, and moves when that ends',
    events: [
      { ...policy, version: 1, subjects: [dagl, skatt] },
      { ...policy, version: 2, subjects: [skatt, lede] },
      { ...policy, version: 3, subjects: [skatt, lede, dagl] },
    ],
    subjects: [
      { ...skatt, updatedAt: at, place: '0000000000000100~00001' },
      { ...lede, updatedAt: at, place: '0000000000000107~00001' },
      { ...dagl, updatedAt: at, place: '0000000000000114~00000' },
    ],
    lists: {
      'resources-of-subject:urn:altinn:accesspackage:skatt': ['skatt'],
      'resources-of-subject:urn:altinn:rolecode:dagl': ['skatt'],
      'resources-of-subject:urn:altinn:rolecode:lede': ['skatt'],
      'subject-changes': [
        '0000000000000100~00001~skatt',
        '0000000000000107~00001~skatt',
        '0000000000000114~00000~skatt',
      ],
    },
  },
  {
    name: 'a subject that a policy no longer names stays in the feed, and on no other list',
    events: [
      { ...policy, version: 1, subjects: [dagl] },
      { ...policy, version: 2, subjects: [] },
    ],
    subjects: [{ ...dagl, updatedAt: at, deleted: true, place: '0000000000000107~00000' }],
    lists: { 'subject-changes': ['0000000000000107~00000~skatt'] },
  },
  {
    name: 'a policy of which was not recorded whom it names is taken to name nobody',
    events: [
      { ...policy, version: 1, subjects: [dagl] },
      { ...policy, version: 2 },
    ],
    subjects: [{ ...dagl, updatedAt: at, deleted: true, place: '0000000000000107~00000' }],
    lists: { 'subject-changes': ['0000000000000107~00000~skatt'] },
  },
]

test.each(stories)('$name', ({ events, subjects, lists }) => {
  const contents = replay(stored(events.map((event) => DomainEvent.parse(event))))
  const text = contents.documents['resource-subjects:skatt'] ?? 'null'
  expect(JSON.parse(text)).toEqual({ resource: 'skatt', subjects })
  const { 'resources-by-change': changed, ...ofSubjects } = contents.lists
  expect(ofSubjects).toEqual(lists)
  expect(changed).toHaveLength(1)
})
