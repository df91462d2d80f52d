import { open } from 'node:fs/promises'

/** A segment as the writer sees it. Tests put files that fail in its place. */
export type SegmentFile = {
  /** Writes at the given offset, possibly less than all of it; gives back how many bytes. */
  readonly write: (bytes: Buffer, offset: number) => Promise<number>
  /** Resolves when all that was written is on the disk. */
  readonly sync: () => Promise<void>
  readonly close: () => Promise<void>
}

export type OpenSegmentFile = (path: string) => Promise<SegmentFile>

export const openSegmentFile: OpenSegmentFile = async (path) => {
  const handle = await open(path, 'r+')
  return {
    write: async (bytes, offset) =>
      (await handle.write(bytes, 0, bytes.length, offset)).bytesWritten,
    sync: () => handle.datasync(),
    close: () => handle.close(),
  }
}

export async function writeFully(file: SegmentFile, bytes: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const written = await file.write(bytes.subarray(done), offset + done)
    if (written === 0) throw new Error('the disk takes no more bytes')
    done += written
  }
}
