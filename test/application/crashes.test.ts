import { describe, expect, test } from 'vitest'
import type { CommandContext } from '../../application/command-context.ts'
import { type EventStore, EventStoreUnavailable } from '../../application/event-store.ts'
import type { Outcome } from '../../application/outcome.ts'
import type { Refusal } from '../../domain/decider.ts'
import { ClientId, ExternalRef } from '../../domain/values.ts'
import { type Break, breakingStore } from '../support/breaking-store.ts'
import * as changes from '../support/change-world.ts'
import {
  context,
  otherSystemId,
  otherVendor,
  party,
  pia,
  systemContent,
} from '../support/fixtures.ts'
import { type MemoryEventStore, memoryEventStore } from '../support/memory-event-store.ts'
import * as story from '../support/world.ts'

type Answer = Outcome<unknown, Refusal>
type UseCase = {
  readonly name: string
  /** How many appends it makes when nothing breaks. */
  readonly appends: number
  readonly given: (world: story.World) => Promise<unknown>
  readonly when: (world: story.World, context: CommandContext) => Promise<Answer>
}

const threeClients = {
  ...story.theSystem,
  content: { ...systemContent, clientIds: ['a', 'b', 'c'].map((id) => ClientId.parse(id)) },
}

/** A system of another vendor that holds the last of the three client ids. */
const thirdTaken = {
  systemId: otherSystemId,
  vendor: otherVendor,
  content: { ...systemContent, clientIds: [ClientId.parse('c')] },
}

/** The request of {@link story.withRequest}, whose id follows from its command. */
const { requestId } = await story.withRequest()
const answer = story.byPia(requestId)
const byPia = {
  party,
  person: pia,
  systemId: story.theSystem.systemId,
  integrationTitle: 'Vårt regnskap',
}

/** The system user of {@link changes.withWiderSystemUser}. */
const { systemUser: changing } = await changes.withWiderSystemUser()

const useCases: readonly UseCase[] = [
  {
    name: 'registering a system',
    appends: 4,
    given: story.withResource,
    when: (world, ctx) => world.registerSystem(threeClients, ctx),
  },
  {
    name: 'registering a system with a client id that is taken',
    appends: 4,
    given: async (world) => {
      await story.withResource(world)
      await world.registerSystem(thirdTaken, context('third taken'))
    },
    when: (world, ctx) => world.registerSystem(threeClients, ctx),
  },
  {
    name: 'requesting a system user',
    appends: 2,
    given: story.withSystem,
    when: (world, ctx) => world.requestSystemUser(story.theRequest, ctx),
  },
  {
    name: 'requesting one anew after a withdrawal',
    appends: 2,
    given: async (world) => {
      const { requestId: first } = await story.withRequest(world)
      const { vendor } = story.theSystem
      await world.withdrawRequest({ vendor, requestId: first }, context('withdraw'))
    },
    when: (world, ctx) => world.requestSystemUser(story.theRequest, ctx),
  },
  {
    name: 'approving a request',
    appends: 2,
    given: (world) => story.withRequest(world),
    when: (world, ctx) => world.approveRequest(answer, ctx),
  },
  {
    name: 'rejecting a request',
    appends: 1,
    given: (world) => story.withRequest(world),
    when: (world, ctx) => world.rejectRequest(answer, ctx),
  },
  {
    name: 'withdrawing a request',
    appends: 1,
    given: (world) => story.withRequest(world),
    when: (world, ctx) => world.withdrawRequest({ vendor: story.theSystem.vendor, requestId }, ctx),
  },
  {
    name: 'escalating a request',
    appends: 1,
    given: (world) => story.withRequest(world),
    when: (world, ctx) => world.escalateRequest(answer, ctx),
  },
  {
    name: 'creating a system user',
    appends: 3,
    given: story.withSystem,
    when: (world, ctx) => world.createSystemUser(byPia, ctx),
  },
  {
    name: 'creating one in the place of a request that was rejected',
    appends: 4,
    given: async (world) => {
      const { requestId: first } = await story.withRequest(world, {
        externalRef: ExternalRef.parse(party),
      })
      await world.rejectRequest(story.byPia(first), context('reject'))
    },
    when: (world, ctx) => world.createSystemUser(byPia, ctx),
  },
  {
    name: 'giving up a system user',
    appends: 1,
    given: story.withSystemUser,
    when: (world, ctx) =>
      world.giveUpSystemUser({ vendor: story.theSystem.vendor, systemUser: requestId }, ctx),
  },
  {
    name: 'renaming a system user',
    appends: 1,
    given: story.withSystemUser,
    when: (world, ctx) =>
      world.renameSystemUser(
        { party, systemUser: requestId, person: pia, integrationTitle: 'Nytt' },
        ctx,
      ),
  },
  {
    name: 'revoking a system user',
    appends: 1,
    given: story.withSystemUser,
    when: (world, ctx) =>
      world.revokeSystemUser({ kind: 'standard', party, systemUser: requestId, person: pia }, ctx),
  },
  {
    name: 'requesting a change',
    appends: 2,
    given: changes.withWiderSystemUser,
    when: (world, ctx) => world.requestChange(changes.swap(changing), ctx),
  },
  {
    name: 'approving a change',
    appends: 1,
    given: changes.withChange,
    when: (world, ctx) => world.approveChange(changes.changeByPia(), ctx),
  },
  {
    name: 'rejecting a change',
    appends: 1,
    given: changes.withChange,
    when: (world, ctx) => world.rejectChange(changes.changeByPia(), ctx),
  },
  {
    name: 'taking back a change',
    appends: 1,
    given: changes.withChange,
    when: (world, ctx) =>
      world.withdrawChange({ vendor: story.theSystem.vendor, requestId: changes.changeId(1) }, ctx),
  },
  {
    name: 'revoking a system user of which a change waits',
    appends: 1,
    given: changes.withChange,
    when: (world, ctx) =>
      world.revokeSystemUser({ kind: 'standard', party, systemUser: changing, person: pia }, ctx),
  },
  {
    name: 'creating a resource',
    appends: 1,
    given: async () => undefined,
    when: (world, ctx) => world.createResource(story.theResource, ctx),
  },
  {
    name: 'uploading a policy',
    appends: 1,
    given: (world) => world.createResource(story.theResource, context('create')),
    when: (world, ctx) => world.uploadPolicy({ ...story.theResource, xml: story.policyXml }, ctx),
  },
]

/** The log of a world in which all of that has happened already. */
async function startOf({ given }: UseCase): Promise<MemoryEventStore> {
  const store = memoryEventStore()
  await given(story.world(store))
  return store
}

async function undisturbed(useCase: UseCase) {
  const store = await startOf(useCase)
  const counting = breakingStore(store, { atAppend: 0, when: 'before' })
  const outcome = await useCase.when(
    story.world(store, () => counting),
    context('command'),
  )
  return { outcome, store, appends: counting.appends() }
}

/** The use case breaks down once, and the process with it; what comes after starts with no memory. */
async function broken(useCase: UseCase, at: Break): Promise<MemoryEventStore> {
  const store = await startOf(useCase)
  const breaking = (sound: EventStore) => breakingStore(sound, at)
  const first = useCase.when(story.world(store, breaking), context('command'))
  await expect(first).rejects.toBeInstanceOf(EventStoreUnavailable)
  return store
}

const logged = (store: MemoryEventStore) =>
  store.log().map(({ id, stream, type, data }) => ({ id, stream, type, data }))

const breaks = ({ appends }: UseCase): readonly Break[] =>
  Array.from({ length: appends }, (_, i) => i + 1).flatMap((atAppend) => [
    { atAppend, when: 'before' as const },
    { atAppend, when: 'after' as const },
  ])

describe.each(useCases)('$name', (useCase) => {
  test('appends as often as it is broken down below', async () => {
    expect((await undisturbed(useCase)).appends).toBe(useCase.appends)
  })

  test('tried again after it was done answers the same and records nothing', async () => {
    const { store, outcome } = await undisturbed(useCase)
    const before = logged(store)
    const again = await useCase.when(story.world(store), context('command'))
    expect(logged(store)).toEqual(before)
    expect(again).toMatchObject(withoutPosition(outcome))
  })

  test.each(breaks(useCase))(
    'broken down $when append $atAppend and tried again leaves what one try leaves',
    async (at) => {
      const store = await broken(useCase, at)
      const again = await useCase.when(story.world(store), context('command'))
      const whole = await undisturbed(useCase)
      expect(again).toMatchObject(withoutPosition(whole.outcome))
      expect(logged(store)).toEqual(logged(whole.store))
    },
  )

  test.each(breaks(useCase))(
    'broken down $when append $atAppend is finished by a new command, with nothing twice',
    async (at) => {
      const store = await broken(useCase, at)
      await useCase.when(story.world(store), context('another command'))
      const whole = await undisturbed(useCase)
      expect(kindsOf(store)).toEqual(kindsOf(whole.store))
    },
  )
})

/** A retry may tell a later position, as the store may; and none of a step that another command took. */
function withoutPosition(outcome: Answer): object {
  return outcome.done ? { done: true, value: outcome.value } : outcome
}

/** What is left of the log when ids that follow from the command are not looked at, nor a claim beside a claim. */
const kindsOf = (store: MemoryEventStore): readonly string[] => {
  const kinds = store.log().map(({ stream, type }) => {
    const [category = ''] = stream.split('-')
    const named = category === 'reservation' ? stream : category
    return `${named} ${type}`
  })
  return [...new Set(kinds)].toSorted()
}
