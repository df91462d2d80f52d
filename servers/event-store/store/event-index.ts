import { GrowableNumbers } from './growable.ts'
import { Names } from './names.ts'

/**
 * Where every event is: by its place in $all (its ordinal, from 0) and by stream and revision. Some 30 bytes an event;
 * what an event holds is read from the log.
 *
 * The ordinals of a stream lie in blocks of 1, 2, 4, 8 … entries, each of which begins with the place of the block before
 * it. So a stream of one event is small, and in a long one any revision is a few steps away.
 */
export class EventIndex {
  readonly streams = new Names()
  readonly types = new Names()
  readonly #positions = new GrowableNumbers('float64')
  readonly #streamOf = new GrowableNumbers('int32')
  readonly #typeOf = new GrowableNumbers('int32')
  readonly #blocks = new GrowableNumbers('int32')
  readonly #lastBlock = new GrowableNumbers('int32')
  readonly #countOf = new GrowableNumbers('int32')
  readonly #tombstones = new Map<number, number>()
  #published = 0

  /** All events, those included that are not durable yet. */
  get count(): number {
    return this.#positions.length
  }

  /** How many events, from the first, readers may see. */
  get published(): number {
    return this.#published
  }

  /** Lets readers see the events that lie before `end`. */
  publish(end: number): void {
    while (this.#published < this.count && this.positionOf(this.#published) < end)
      this.#published += 1
  }

  positionOf(ordinal: number): number {
    return this.#positions.at(ordinal)
  }
  streamOf(ordinal: number): number {
    return this.#streamOf.at(ordinal)
  }
  typeOf(ordinal: number): number {
    return this.#typeOf.at(ordinal)
  }

  /** Takes in the next event. Gives back its ordinal; undefined if the revision is not the stream's next. */
  add(event: {
    readonly position: number
    readonly stream: string | Buffer
    readonly type: string | Buffer
    readonly revision: number
    readonly isTombstone: boolean
  }): number | undefined {
    const stream = this.#stream(event.stream)
    const ordinal = this.count
    if (event.isTombstone) {
      this.#tombstones.set(stream, ordinal)
    } else {
      if (event.revision !== this.#countOf.at(stream)) return undefined
      this.#extend(stream, ordinal)
    }
    this.#positions.push(event.position)
    this.#streamOf.push(stream)
    this.#typeOf.push(this.types.findOrAdd(event.type))
    return ordinal
  }

  /** The ordinal of the stream's tombstone. */
  tombstoneOf(stream: number): number | undefined {
    return this.#tombstones.get(stream)
  }

  /** The last revision, tombstones apart: -1 if there is none. */
  lastRevision(stream: number): number {
    return this.#countOf.at(stream) - 1
  }

  /** The last revision that readers may see. */
  lastPublished(stream: number): number {
    let last = this.lastRevision(stream)
    while (last >= 0 && this.ordinalOf(stream, last) >= this.#published) last -= 1
    return last
  }

  /** The ordinal of an event that is there. */
  ordinalOf(stream: number, revision: number): number {
    const wanted = levelOf(revision)
    let block = this.#lastBlock.at(stream)
    for (let level = levelOf(this.#countOf.at(stream) - 1); level > wanted; level -= 1)
      block = this.#blocks.at(block)
    return this.#blocks.at(block + 1 + revision + 1 - 2 ** wanted)
  }

  /** The ordinal of the first event at or after a position; {@link count} if there is none. */
  ordinalAtOrAfter(position: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.positionOf(middle) < position) low = middle + 1
      else high = middle
    }
    return low
  }

  #stream(name: string | Buffer): number {
    const stream = this.streams.findOrAdd(name)
    if (stream === this.#countOf.length) {
      this.#countOf.push(0)
      this.#lastBlock.push(-1)
    }
    return stream
  }

  #extend(stream: number, ordinal: number): void {
    const revision = this.#countOf.at(stream)
    const level = levelOf(revision)
    if (revision + 1 === 2 ** level) {
      const block = this.#blocks.extend(1 + 2 ** level)
      this.#blocks.set(block, this.#lastBlock.at(stream))
      this.#lastBlock.set(stream, block)
    }
    this.#blocks.set(this.#lastBlock.at(stream) + 1 + revision + 1 - 2 ** level, ordinal)
    this.#countOf.set(stream, revision + 1)
  }
}

/** The block that holds a revision: 0 holds 0; 1 holds 1 and 2; 2 holds 3 to 6. */
function levelOf(revision: number): number {
  return 31 - Math.clz32(revision + 1)
}
