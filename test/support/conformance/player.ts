import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  FORWARDS,
  type Position,
  type ResolvedEvent,
  START,
} from '@eventstore/db-client'
import { expand } from './expand.ts'
import { Listener, type Message } from './listener.ts'
import { type Names, plain } from './plain.ts'
import type { Json, Point, Recording, Step, StepOf } from './recording.ts'
import { eventsOf, filterOf, readToEnd, recordedEvent, writeOptions } from './translate.ts'

export type PlayOptions = {
  readonly url: string
  /** The longest that one call may take. */
  readonly timeoutMs: number
  /** How long a subscription is listened to for what it should not say. */
  readonly settleMs: number
}

type Result = { readonly revision?: bigint | undefined; readonly position?: Position | undefined }

/** Plays a script with a client of its own against a store that nobody else writes to. */
export async function play(
  { steps }: Pick<Recording, 'steps'>,
  options: PlayOptions,
): Promise<Pick<Recording, 'outcomes' | 'log'>> {
  const player = new Player(options)
  try {
    return await player.play(steps)
  } finally {
    await player.close()
  }
}

class Player {
  readonly #options: PlayOptions
  readonly #clients: EventStoreDBClient[] = []
  readonly #run = randomBytes(6).toString('hex')
  readonly #ids = new Map<string, string>()
  readonly #racers = new Set<string>()
  readonly #results = new Map<string, Result>()
  readonly #listeners = new Map<string, Listener>()
  #origin: Position | undefined

  constructor(options: PlayOptions) {
    this.#options = options
    this.#connect()
  }

  async play(steps: readonly Step[]): Promise<Pick<Recording, 'outcomes' | 'log'>> {
    this.#origin = await this.#end()
    const outcomes: unknown[] = []
    for (const step of steps) outcomes.push(await this.#attempt(step))
    const { events } = await readToEnd(
      this.#client.readAll({ fromPosition: this.#origin ?? START }),
    )
    const origin = this.#origin?.commit ?? -1n
    const own = events.flatMap(({ event }) =>
      event !== undefined && (event.position?.commit ?? -1n) > origin ? [event] : [],
    )
    const positions = own.map(({ position }) => position?.commit ?? -1n)
    const names: Names = { run: this.#run, ids: this.#ids, racers: this.#racers, origin, positions }
    const toJson = (value: unknown): Json => plain(value, names)
    return {
      outcomes: outcomes.map(toJson),
      log: own.map(({ streamId, revision, type, id }, at) =>
        toJson(`p${at + 1} ${streamId}@${revision} ${type} ${id}`),
      ),
    }
  }

  async close(): Promise<void> {
    const disposed = Promise.allSettled(this.#clients.map((client) => client.dispose()))
    // A client waits for streams that may never end.
    await Promise.race([disposed, sleep(500)])
  }

  #connect(): EventStoreDBClient {
    const client = EventStoreDBClient.connectionString(this.#options.url)
    this.#clients.push(client)
    return client
  }

  get #client(): EventStoreDBClient {
    return this.#clients.at(-1) ?? this.#connect()
  }

  async #attempt(step: Step): Promise<unknown> {
    const timer = new AbortController()
    const waits = step.op === 'await' ? step.timeoutMs : step.op === 'sleep' ? step.ms : 0
    const { signal } = timer
    const late = sleep(this.#options.timeoutMs + waits, 'late', { signal }).catch(() => 'late')
    try {
      const outcome = await Promise.race([this.#perform(step), late])
      // A call that hangs may have spoiled the stream that all appends of a client share.
      if (outcome === 'late') this.#connect()
      return outcome === 'late' ? { timedOut: true } : outcome
    } catch (error) {
      return { error: describeError(error) }
    } finally {
      timer.abort()
    }
  }

  #perform(step: Step): Promise<unknown> {
    return isListening(step) ? this.#listenOrWait(step) : this.#call(step)
  }

  #call(step: Exclude<Step, ListeningStep>): Promise<unknown> {
    switch (step.op) {
      case 'append':
        return this.#append(step)
      case 'race':
        return this.#race(step)
      case 'delete':
        return this.#remember(step, this.#client.deleteStream(...this.#target(step)))
      case 'tombstone':
        return this.#remember(step, this.#client.tombstoneStream(...this.#target(step)))
      case 'setMetadata':
        return this.#setMetadata(step)
      case 'getMetadata':
        return this.#getMetadata(step)
      case 'read':
        return this.#read(step)
      case 'readAll':
        return this.#readAll(step)
    }
  }

  #listenOrWait(step: ListeningStep): Promise<unknown> {
    switch (step.op) {
      case 'subscribe':
        return this.#subscribe(step)
      case 'await':
        return this.#await(step)
      case 'unsubscribe':
        return this.#unsubscribe(step)
      case 'sleep':
        return sleep(step.ms, {})
    }
  }

  async #unsubscribe({ sub }: StepOf<'unsubscribe'>): Promise<unknown> {
    await this.#listener(sub).unsubscribe()
    return {}
  }

  async #append(step: StepOf<'append'>): Promise<Result> {
    const events = step.events.flatMap((event) => eventsOf(event, this.#run, this.#ids))
    const [stream, options] = this.#target(step)
    const appended = await this.#client.appendToStream(stream, events, options)
    const { nextExpectedRevision: revision, position } = appended
    return this.#keep(step.as, { revision, position })
  }

  async #race(step: StepOf<'race'>): Promise<unknown> {
    const events = eventsOf({ ...step.event, times: step.writers }, this.#run, this.#ids)
    for (const { id } of events) this.#racers.add(id)
    const clients = [this.#client]
    while (clients.length < step.clients) clients.push(this.#connect())
    const [stream, options] = this.#target(step)
    const results = await Promise.allSettled(
      events.map((event, at) =>
        (clients[at % clients.length] ?? this.#client).appendToStream(stream, event, options),
      ),
    )
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    return {
      won: won
        .map(({ nextExpectedRevision: revision, position }) => ({ revision, position }))
        .toSorted((a, b) => Number(a.revision - b.revision)),
      lost: lost.length === 0 ? [] : [{ times: lost.length, error: describeError(lost[0]) }],
    }
  }

  async #setMetadata(step: StepOf<'setMetadata'>): Promise<Result> {
    const [stream, options] = this.#target(step)
    const written = await this.#client.setStreamMetadata(stream, step.metadata, options)
    const { nextExpectedRevision: revision, position } = written
    return this.#keep(step.as, { revision, position })
  }

  async #getMetadata({ stream }: StepOf<'getMetadata'>): Promise<unknown> {
    const { metastreamRevision: commit, ...found } = await this.#client.getStreamMetadata(
      this.#text(stream),
    )
    // The client calls it a revision, but it is the position of the metadata's event.
    return commit === undefined
      ? found
      : { ...found, metastreamRevision: { commit, prepare: commit } }
  }

  #read(step: StepOf<'read'>): Promise<unknown> {
    const read = this.#client.readStream(this.#text(step.stream), {
      direction: step.backwards ? BACKWARDS : FORWARDS,
      ...(step.from !== undefined && { fromRevision: this.#revision(step.from) }),
      ...(step.maxCount !== undefined && { maxCount: step.maxCount }),
    })
    return this.#recorded(step.as, read)
  }

  #readAll(step: StepOf<'readAll'>): Promise<unknown> {
    const read = this.#client.readAll({
      direction: step.backwards ? BACKWARDS : FORWARDS,
      fromPosition: this.#position(step.from),
      ...(step.maxCount !== undefined && { maxCount: step.maxCount }),
    })
    return this.#recorded(step.as, read)
  }

  async #recorded(as: string | undefined, read: AsyncIterable<ResolvedEvent>): Promise<unknown> {
    const { events, error } = await readToEnd(read)
    const own = events.filter((event) => this.#isOwn(event))
    const last = own.at(-1)?.event
    this.#keep(as, { revision: last?.revision, position: last?.position })
    const shown = { events: own.map(recordedEvent) }
    return error === undefined ? shown : { ...shown, error: describeError(error) }
  }

  async #subscribe(step: StepOf<'subscribe'>): Promise<unknown> {
    const listener = new Listener((event) => this.#isOwn(event))
    const { from, filter } = step
    if (step.stream === undefined) {
      const options = {
        ...(from !== undefined && { fromPosition: this.#position(from) }),
        ...(filter !== undefined && { filter: filterOf(filter, this.#run, listener.onCheckpoint) }),
      }
      listener.listen(this.#client.subscribeToAll(options))
    } else {
      const options = from === undefined ? {} : { fromRevision: this.#revision(from) }
      listener.listen(this.#client.subscribeToStream(this.#text(step.stream), options))
    }
    this.#listeners.set(step.sub, listener)
    return {}
  }

  async #await(step: StepOf<'await'>): Promise<unknown> {
    const listener = this.#listener(step.sub)
    const deadline = Date.now() + step.timeoutMs
    const isReached = (): boolean => hasSaid(listener, step)
    const isOver = (): boolean => !step.error && listener.news.marks.has('error')
    while (!isReached() && !isOver() && Date.now() < deadline) await sleep(3)
    const reached = isReached()
    await sleep(this.#options.settleMs)
    const messages = listener.take()
    const last = messages.flatMap((message) => ('what' in message ? [] : [message])).at(-1)?.event
    const position = step.checkpoints > 0 ? listener.lastCheckpoint : last?.position
    this.#keep(step.as, { position, revision: last?.revision })
    const broken = listener.brokenCheckpoints((await this.#end())?.commit ?? -1n)
    return {
      reached,
      messages: messages.map(recordedMessage),
      ...(step.checkpoints > 0 && { checkpointPastLastEvent: listener.isCheckpointAhead }),
      ...(broken.length > 0 && { brokenCheckpoint: broken }),
    }
  }

  async #end(): Promise<Position | undefined> {
    const read = this.#client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })
    return (await readToEnd(read)).events[0]?.event?.position
  }

  #target(step: { stream: string } & Parameters<typeof writeOptions>[0]) {
    return [this.#text(step.stream), writeOptions(step)] as const
  }

  async #remember(step: { as?: string | undefined }, write: Promise<Result>): Promise<Result> {
    const { position } = await write
    return this.#keep(step.as, { position })
  }

  #keep(as: string | undefined, result: Result): Result {
    if (as !== undefined) this.#results.set(as, result)
    return result
  }

  #listener(sub: string): Listener {
    const listener = this.#listeners.get(sub)
    if (listener === undefined) throw new Error(`the script knows no subscription ${sub}`)
    return listener
  }

  #revision(point: Point): bigint | 'start' | 'end' {
    if (typeof point !== 'object') return point
    const { revision } = this.#results.get(point.of) ?? {}
    if (revision === undefined) throw new Error(`the script remembers no revision ${point.of}`)
    return revision + BigInt(point.plus ?? 0)
  }

  #position(point: Point): Position | 'start' | 'end' {
    if (typeof point === 'bigint') return { commit: point, prepare: point }
    if (typeof point === 'string') return point
    if (point.of === 'origin' && this.#origin === undefined) return START
    const known = point.of === 'origin' ? this.#origin : this.#results.get(point.of)?.position
    if (known === undefined) throw new Error(`the script remembers no position ${point.of}`)
    const plus = BigInt(point.plus ?? 0)
    return { commit: known.commit + plus, prepare: known.prepare + plus }
  }

  #text(scripted: string): string {
    return expand(scripted, this.#run)
  }

  #isOwn({ event }: ResolvedEvent): boolean {
    return event?.streamId.includes(this.#run) ?? false
  }
}

type ListeningStep = StepOf<'subscribe' | 'await' | 'unsubscribe' | 'sleep'>

function isListening(step: Step): step is ListeningStep {
  return ['subscribe', 'await', 'unsubscribe', 'sleep'].includes(step.op)
}

function hasSaid(listener: Listener, step: StepOf<'await'>): boolean {
  const { events, checkpoints, marks } = listener.news
  return (
    (!step.confirmed || marks.has('confirmation')) &&
    (!step.caughtUp || marks.has('caughtUp')) &&
    (!step.error || marks.has('error')) &&
    events >= step.events &&
    checkpoints >= step.checkpoints
  )
}

function recordedMessage(message: Message): unknown {
  if (!('what' in message)) return recordedEvent(message)
  return message.what === 'error' ? { error: describeError(message.error) } : message.what
}

/** All that an application can see of an error. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { thrown: String(error) }
  const hidden = new Set(['_raw', 'metadata', 'stack', 'message'])
  const fields = Object.entries(error).filter(([key]) => !hidden.has(key))
  return { class: error.constructor.name, ...Object.fromEntries(fields), message: error.message }
}
