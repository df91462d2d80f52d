import { z } from 'zod'
import { Actor } from '../domain/actor.ts'
import { accept, type Command, type Decider, type Decision } from '../domain/decider.ts'
import type { Event, Refusal } from '../domain/decider.ts'
import { same } from '../domain/same.ts'
import type { Position } from '../projections/recorded.ts'
import { type CommandContext, metadataOf } from './command-context.ts'
import {
  type EventStore,
  type ExpectedRevision,
  type StreamEvent,
  WrongRevision,
} from './event-store.ts'
import { holds, PreconditionFailed } from './precondition.ts'
import { type RecentMap, recentMap } from '../projections/recent-map.ts'

const attemptsMax = 8
const rememberedMaxDefault = 50_000

export type Executed<E extends Event, S, R extends Refusal> = {
  /** No events if there was nothing to record, or if the same command recorded them before. */
  readonly decision: Decision<E, R>
  /** The state after it. */
  readonly state: S
  /** Of what the command recorded, now or when it was first tried; none if it recorded nothing. */
  readonly position?: Position
}

/** All aggregates of one kind, as use cases see them. */
export type Aggregate<C extends Command, E extends Event, S, R extends Refusal> = {
  /**
   * Takes the aggregate's state, decides, appends what was decided; whoever loses a race decides afresh.
   * Nothing is written when the decision holds no events.
   *
   * A command that wrote to the aggregate before is recognised by its id and actor, however long ago that was and
   * whatever has happened since: it is accepted, and writes nothing again. So one command id writes to one aggregate
   * once; a further step there needs a name of its own ({@link furtherStep}).
   *
   * @throws {PreconditionFailed} when it would be accepted, and the context asks for another state of this very
   * aggregate. What is refused is refused whatever state was asked for (RFC 9110 §13.2.1), so that nobody finds out by
   * asking for one what there is.
   * @throws {WrongRevision} when attempt after attempt lost the race.
   * @throws {EventStoreUnavailable} when it is not known whether the events were written.
   */
  execute(id: string, command: C, context: CommandContext): Promise<Executed<E, S, R>>
  /** The state as it is in the log now. */
  read(id: string): Promise<S>
  /**
   * Before something is written elsewhere for the sake of a command: is the aggregate as the command's context asks?
   *
   * @throws {PreconditionFailed} when it is not, unless the command wrote there already.
   */
  requireState(id: string, context: CommandContext): Promise<void>
}

/** A command that wrote to a stream, and where. */
type Written = { readonly actor: Actor; readonly position: Position }

type Known<S> = {
  readonly state: S
  readonly revision: ExpectedRevision
  /** Of its last event; where that is not known for certain, a later one. */
  readonly last: Position | undefined
  /** Grows with what is written; commands that share it look for their own id alone. */
  readonly written: Map<string, Written>
}

/**
 * States are remembered with their revision, as an append proves them and a read costs many times as much. An answer
 * that writes nothing is given from what was just read, never from memory.
 */
export function aggregate<C extends Command, E extends Event, S, R extends Refusal>(
  store: EventStore,
  decider: Decider<C, E, S, R>,
  rememberedMax = rememberedMaxDefault,
): Aggregate<C, E, S, R> {
  const remembered: RecentMap<Known<S>> = recentMap(rememberedMax)
  const streamOf = (id: string): string => `${decider.category}-${id}`
  return {
    read: async (id) => (await load(store, decider, streamOf(id))).state,
    async requireState(id, context) {
      const stream = streamOf(id)
      if (context.precondition?.stream !== stream) return
      const known = await load(store, decider, stream)
      if (!writtenBefore(known, context) && !isAsAsked(stream, known, context))
        throw new PreconditionFailed(`${stream} has changed`)
    },
    async execute(id, command, context) {
      const stream = streamOf(id)
      for (let attempt = 1; ; attempt += 1) {
        const recalled = remembered.get(stream)
        const known = recalled ?? (await load(store, decider, stream))
        const before = writtenBefore(known, context)
        const decision = before
          ? accept<E>()
          : decisionOn({ decider, stream }, known, command, context)
        if (decision === undefined || !writes(decision)) {
          if (recalled !== undefined) {
            remembered.delete(stream)
            continue
          }
          if (decision === undefined) throw new PreconditionFailed(`${stream} has changed`)
          return { decision, state: known.state, ...(before && { position: before.position }) }
        }
        try {
          const next = await write({ store, decider, stream }, known, decision.events, context)
          remembered.set(stream, next.known)
          return { decision, state: next.known.state, position: next.position }
        } catch (error) {
          remembered.delete(stream)
          if (!(error instanceof WrongRevision) || attempt >= attemptsMax) throw error
        }
      }
    },
  }
}

const writes = <E extends Event, R extends Refusal>(
  decision: Decision<E, R>,
): decision is Extract<Decision<E, R>, { readonly accepted: true }> =>
  decision.accepted && decision.events.length > 0

/** Undefined if it would be accepted, but the aggregate is not as the context asks for. */
const decisionOn = <C extends Command, E extends Event, S, R extends Refusal>(
  { decider, stream }: Pick<Target<C, E, S, R>, 'decider' | 'stream'>,
  known: Known<S>,
  command: C,
  context: CommandContext,
): Decision<E, R> | undefined => {
  const decision = decider.decide(command, known.state)
  return decision.accepted && !isAsAsked(stream, known, context) ? undefined : decision
}

const isAsAsked = <S>(
  stream: string,
  { last }: Known<S>,
  { precondition }: CommandContext,
): boolean => precondition?.stream !== stream || holds(precondition, last)

function writtenBefore<S>(
  { written }: Known<S>,
  { commandId, actor }: CommandContext,
): Written | undefined {
  const found = written.get(commandId)
  return found && same(found.actor, actor) ? found : undefined
}

type Target<C extends Command, E extends Event, S, R extends Refusal> = {
  readonly store: EventStore
  readonly decider: Decider<C, E, S, R>
  readonly stream: string
}

async function write<C extends Command, E extends Event, S, R extends Refusal>(
  { store, decider, stream }: Target<C, E, S, R>,
  known: Known<S>,
  decided: readonly E[],
  context: CommandContext,
): Promise<{ readonly known: Known<S>; readonly position: Position }> {
  // What could not be read back would lock the stream for ever, so it is parsed on the way in as well.
  const events = decided.map((event) => decider.event.parse(event))
  const metadata = metadataOf(context)
  const expected = known.revision
  const { revision, position } = await store.append({ stream, events, metadata, expected })
  const state = events.reduce(decider.evolve, known.state)
  const { written } = known
  written.set(context.commandId, { actor: context.actor, position })
  return { known: { state, revision, last: position, written }, position }
}

async function load<C extends Command, E extends Event, S, R extends Refusal>(
  store: EventStore,
  decider: Decider<C, E, S, R>,
  stream: string,
): Promise<Known<S>> {
  const { events, revision } = await store.read(stream)
  const state = events
    .map((stored) => decider.event.parse(stored.data))
    .reduce(decider.evolve, decider.initial)
  return { state, revision, last: events.at(-1)?.position, written: new Map(events.map(writtenBy)) }
}

const Writer = z.object({ commandId: z.string(), actor: Actor })

function writtenBy({ metadata, position }: StreamEvent): readonly [string, Written] {
  const { commandId, actor } = Writer.parse(metadata)
  return [commandId, { actor, position }]
}
