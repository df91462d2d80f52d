import { fdatasync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'

/** A segment as the writer sees it. Tests put files that fail in its place. */
export type SegmentFile = {
  /** Writes at the given offset, possibly less than all of it; gives back how many bytes. */
  readonly write: (bytes: Buffer, offset: number) => number
  /** Resolves when all that was written is on the disk. */
  readonly sync: () => Promise<void>
  readonly truncate: (bytes: number) => Promise<void>
  readonly close: () => Promise<void>
}

export type OpenSegmentFile = (path: string) => Promise<SegmentFile>

const datasync = promisify(fdatasync)

/** Writing only copies to the system's cache, which is faster than handing it to another thread; the flush waits. */
export const openSegmentFile: OpenSegmentFile = async (path) => {
  const handle = await open(path, 'r+')
  return {
    write: (bytes, offset) => writeSync(handle.fd, bytes, 0, bytes.length, offset),
    sync: () => datasync(handle.fd),
    truncate: async (bytes) => {
      await handle.truncate(bytes)
      await handle.sync()
    },
    close: () => handle.close(),
  }
}

const aheadBytes = 1024 * 1024
const zeros = Buffer.alloc(aheadBytes)

/**
 * Appends to a segment. The file is filled with zeros a little ahead of what is written, so that as a rule a flush has
 * only the bytes themselves to bring to the disk, and not a new length as well.
 */
export class SegmentWriter {
  readonly #file: SegmentFile
  #end: number
  #filledTo: number

  /** `end`: where the segment ends now. */
  constructor(file: SegmentFile, end: number) {
    this.#file = file
    this.#end = end
    this.#filledTo = end
  }

  /** Resolves when the bytes are on the disk. */
  async append(bytes: Buffer): Promise<void> {
    const end = this.#end + bytes.length
    if (end > this.#filledTo) {
      writeFully(this.#file, zeros, end)
      this.#filledTo = end + aheadBytes
    }
    writeFully(this.#file, bytes, this.#end)
    this.#end = end
    await this.#file.sync()
  }

  /** Cuts off what was filled ahead, for good. */
  async finish(): Promise<void> {
    await this.#file.truncate(this.#end)
    await this.#file.close()
  }

  /** Lets go of a file that could not be written to, as it is. */
  abandon(): Promise<void> {
    return this.#file.close()
  }
}

function writeFully(file: SegmentFile, bytes: Buffer, offset: number): void {
  for (let done = 0; done < bytes.length;) {
    const written = file.write(bytes.subarray(done), offset + done)
    if (written === 0) throw new Error('the disk takes no more bytes')
    done += written
  }
}
