import { LogFailed } from './errors.ts'

const pageBytes = 64 * 1024

/** Reads `bytes.length` bytes of a segment from `offset`, or as many as there are; gives back how many. */
export type ReadSegment = (segment: number, bytes: Buffer, offset: number) => number

type Page = { readonly bytes: Buffer; filled: number }

/**
 * The bytes of the log by segment and offset, kept in memory in pages, at most `pagesMax` of them.
 * What is written passes through here and stays until it is on the disk, so it can be read at once.
 *
 * Pages are kept in two generations: a page that is used moves to the young one, and when that is full the old one goes.
 * Misses are read synchronously: a page from the system's own cache takes some 20 µs, and a decision about an append
 * must not be interrupted by another.
 */
export class Pages {
  readonly #read: ReadSegment
  readonly #generationMax: number
  readonly #unwritten = new Map<number, Page>()
  #young = new Map<number, Page>()
  #old = new Map<number, Page>()

  constructor(read: ReadSegment, pagesMax = 512) {
    this.#read = read
    this.#generationMax = Math.max(1, pagesMax >> 1)
  }

  /** The given stretch, which must have been written. It may be a view of a page: not to be changed. */
  read(segment: number, offset: number, length: number): Buffer {
    const inPage = offset % pageBytes
    if (inPage + length <= pageBytes) {
      const page = this.#page(segment, Math.floor(offset / pageBytes), inPage + length)
      return page.bytes.subarray(inPage, inPage + length)
    }
    const parts: Buffer[] = []
    for (let done = 0; done < length;) {
      const start = (offset + done) % pageBytes
      const size = Math.min(length - done, pageBytes - start)
      const page = this.#page(segment, Math.floor((offset + done) / pageBytes), start + size)
      parts.push(page.bytes.subarray(start, start + size))
      done += size
    }
    return Buffer.concat(parts, length)
  }

  /** Takes in bytes that follow those before them in the segment and are not on the disk yet. */
  write(segment: number, offset: number, bytes: Buffer): void {
    for (let done = 0; done < bytes.length;) {
      const number = Math.floor((offset + done) / pageBytes)
      const start = (offset + done) % pageBytes
      const page = this.#page(segment, number, start)
      const size = Math.min(bytes.length - done, pageBytes - start)
      bytes.copy(page.bytes, start, done, done + size)
      page.filled = start + size
      this.#unwritten.set(keyOf(segment, number), page)
      done += size
    }
  }

  /** All of the segment up to `offset` is on the disk now: its pages may be let go. */
  written(segment: number, offset: number): void {
    for (const [key, page] of this.#unwritten) {
      if (key >= keyOf(segment, Math.floor(offset / pageBytes))) break
      this.#unwritten.delete(key)
      this.#keep(key, page)
    }
  }

  #page(segment: number, number: number, filled: number): Page {
    const key = keyOf(segment, number)
    const page = this.#unwritten.get(key) ?? this.#young.get(key)
    if (page !== undefined && page.filled >= filled) return page
    const kept = page ?? this.#old.get(key) ?? { bytes: Buffer.alloc(pageBytes), filled: 0 }
    if (kept.filled < filled) this.#fill(kept, segment, number)
    if (kept.filled < filled) throw new LogFailed(`segment ${segment} ends before page ${number}`)
    this.#keep(key, kept)
    return kept
  }

  #fill(page: Page, segment: number, number: number): void {
    const rest = page.bytes.subarray(page.filled)
    page.filled += this.#read(segment, rest, number * pageBytes + page.filled)
  }

  #keep(key: number, page: Page): void {
    if (this.#young.size >= this.#generationMax) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, page)
  }
}

/** Ascending in the order of the log, for up to a million pages in a segment. */
function keyOf(segment: number, page: number): number {
  return segment * 2 ** 20 + page
}
