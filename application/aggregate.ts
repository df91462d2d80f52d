import type { Command, Decider, Decision, Event, Refusal } from '../domain/decider.ts'
import type { Position } from '../projections/recorded.ts'
import { type CommandContext, metadataOf } from './command-context.ts'
import { type EventStore, type ExpectedRevision, WrongRevision } from './event-store.ts'
import { type RecentMap, recentMap } from './recent-map.ts'

const attemptsMax = 8
const rememberedMaxDefault = 50_000

/** A decision, and the position of what it recorded; none if it recorded nothing. */
export type Executed<E extends Event, R extends Refusal> = {
  readonly decision: Decision<E, R>
  readonly position?: Position
}

/** All aggregates of one kind, as use cases see them. */
export type Aggregate<C extends Command, E extends Event, S, R extends Refusal> = {
  /**
   * Takes the aggregate's state, decides, appends what was decided; whoever loses a race decides afresh.
   * Nothing is written when the decision holds no events.
   *
   * @throws {WrongRevision} when attempt after attempt lost the race.
   * @throws {EventStoreUnavailable} when it is not known whether the events were written.
   */
  execute(id: string, command: C, context: CommandContext): Promise<Executed<E, R>>
  /** The state as it is in the log now. */
  read(id: string): Promise<S>
}

type Versioned<S> = { readonly state: S; readonly revision: ExpectedRevision }

/**
 * States are remembered with their revision, as an append proves them and a read costs many times as much. An answer
 * that writes nothing is given from what was just read, never from memory.
 */
export function aggregate<C extends Command, E extends Event, S, R extends Refusal>(
  store: EventStore,
  decider: Decider<C, E, S, R>,
  rememberedMax = rememberedMaxDefault,
): Aggregate<C, E, S, R> {
  const remembered: RecentMap<Versioned<S>> = recentMap(rememberedMax)
  const streamOf = (id: string): string => `${decider.category}-${id}`
  return {
    read: async (id) => (await load(store, decider, streamOf(id))).state,
    async execute(id, command, context) {
      const stream = streamOf(id)
      for (let attempt = 1; ; attempt += 1) {
        const recalled = remembered.get(stream)
        const known = recalled ?? (await load(store, decider, stream))
        const decision = decider.decide(command, known.state)
        if (!decision.accepted || decision.events.length === 0) {
          if (recalled === undefined) return { decision }
          remembered.delete(stream)
          continue
        }
        try {
          const { revision, position } = await store.append({
            stream,
            events: decision.events,
            metadata: metadataOf(context),
            expected: known.revision,
          })
          const state = decision.events.reduce(decider.evolve, known.state)
          remembered.set(stream, { state, revision })
          return { decision, position }
        } catch (error) {
          remembered.delete(stream)
          if (!(error instanceof WrongRevision) || attempt >= attemptsMax) throw error
        }
      }
    },
  }
}

async function load<C extends Command, E extends Event, S, R extends Refusal>(
  store: EventStore,
  decider: Decider<C, E, S, R>,
  stream: string,
): Promise<Versioned<S>> {
  const { events, revision } = await store.read(stream)
  const state = events
    .map((stored) => decider.event.parse(stored.data))
    .reduce(decider.evolve, decider.initial)
  return { state, revision }
}
