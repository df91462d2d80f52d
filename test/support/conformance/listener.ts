import type {
  AllStreamSubscription,
  Position,
  ResolvedEvent,
  StreamSubscription,
} from '@eventstore/db-client'

type Subscription = StreamSubscription | AllStreamSubscription
type Mark = { readonly what: string; readonly error?: unknown }
/** `after`: how many events had come from the server before. */
type Timed<T> = { readonly after: number; readonly said: T }

export type Message = Mark | ResolvedEvent

/** Keeps all that one subscription says, in the order in which the server said it. */
export class Listener {
  readonly #isOwn: (event: ResolvedEvent) => boolean
  readonly #events: ResolvedEvent[] = []
  readonly #marks: Timed<Mark>[] = []
  readonly #checkpoints: Timed<Position>[] = []
  #subscription: Subscription | undefined
  #taken = { events: 0, marks: 0, checkpoints: 0 }

  constructor(isOwn: (event: ResolvedEvent) => boolean) {
    this.#isOwn = isOwn
  }

  readonly onCheckpoint = async (_: unknown, position: Position): Promise<void> => {
    this.#checkpoints.push({ after: this.#arrived, said: position })
  }

  listen(subscription: Subscription): void {
    this.#subscription = subscription
    const mark = (said: Mark): void => void this.#marks.push({ after: this.#arrived, said })
    subscription.on('confirmation', () => mark({ what: 'confirmation' }))
    subscription.on('caughtUp', () => mark({ what: 'caughtUp' }))
    subscription.on('fellBehind', () => mark({ what: 'fellBehind' }))
    subscription.on('end', () => mark({ what: 'end' }))
    subscription.on('error', (error: unknown) => mark({ what: 'error', error }))
    subscription.on('data', (event: ResolvedEvent) => void this.#events.push(event))
  }

  async unsubscribe(): Promise<void> {
    await this.#subscription?.unsubscribe()
  }

  /** Counts what was said since the last {@link take}. */
  get news(): { events: number; checkpoints: number; marks: ReadonlySet<string> } {
    return {
      events: this.#events.slice(this.#taken.events).filter(this.#isOwn).length,
      checkpoints: this.#checkpoints.length - this.#taken.checkpoints,
      marks: new Set(this.#marks.slice(this.#taken.marks).map(({ said }) => said.what)),
    }
  }

  get lastCheckpoint(): Position | undefined {
    return this.#checkpoints.at(-1)?.said
  }

  /** Whether a checkpoint went past the last event that was sent. */
  get isCheckpointAhead(): boolean {
    const checkpoint = this.lastCheckpoint
    const event = this.#events.at(-1)
    return checkpoint !== undefined && (event === undefined || checkpoint.commit > commitOf(event))
  }

  /** Hands out what was said since it was last called: marks, and the play's own events. */
  take(): Message[] {
    const from = this.#taken.events
    const messages = this.#events
      .slice(from)
      .map((event, at) => ({ order: from + at + 0.5, said: event }))
      .filter(({ said }) => this.#isOwn(said))
    const marks = this.#marks
      .slice(this.#taken.marks)
      .map(({ after, said }) => ({ order: after, said }))
    this.#taken = {
      events: this.#events.length,
      marks: this.#marks.length,
      checkpoints: this.#checkpoints.length,
    }
    return [...messages, ...marks].toSorted((a, b) => a.order - b.order).map(({ said }) => said)
  }

  /** Which rules about checkpoints were broken, in the words of the recordings. */
  brokenCheckpoints(end: bigint): string[] {
    const broken = this.#checkpoints.flatMap(({ after, said: { commit } }, at) => [
      ...(commit < (this.#checkpoints[at - 1]?.said.commit ?? 0n) ? ['goes back'] : []),
      ...(this.#events.slice(0, after).some((event) => commitOf(event) > commit)
        ? ['lies before an event delivered earlier']
        : []),
      ...(this.#events.slice(after).some((event) => commitOf(event) <= commit)
        ? ['lies at or after an event delivered later']
        : []),
      ...(commit > end ? ['lies after the end of $all'] : []),
    ])
    return [...new Set(broken)]
  }

  /** The client emits marks at once but hands events on through a buffer: those still in it came before. */
  get #arrived(): number {
    return this.#events.length + (this.#subscription?.readableLength ?? 0)
  }
}

function commitOf(event: ResolvedEvent): bigint {
  return event.commitPosition ?? event.event?.position?.commit ?? -1n
}
