import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { EventLog, type EventLogOptions } from '../../servers/event-store/log/event-log.ts'
import { encodeRecord } from '../../servers/event-store/log/record.ts'

/** A directory of its own for one test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'event-log-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** A record of the stream `s`, told from others by its revision. */
export function recordAt(revision: number, bytes = 20): Buffer {
  return encodeRecord({
    id: Buffer.alloc(16, revision),
    stream: 's',
    type: 't',
    revision,
    createdMs: 0,
    kind: 'event',
    isJson: false,
    metadata: Buffer.from('m'),
    data: Buffer.alloc(bytes, revision),
  })
}

export type OpenedLog = {
  readonly log: EventLog
  readonly found: number[]
  readonly failures: Error[]
}

/** Opens the log in a directory; `found` are the revisions it held. */
export async function openLog(
  directory: string,
  options: Partial<EventLogOptions> = {},
): Promise<OpenedLog> {
  const found: number[] = []
  const failures: Error[] = []
  const log = await EventLog.open({
    directory,
    onRecord: ({ record }) => found.push(record.revision),
    onDurable: () => undefined,
    onFailure: (failure) => failures.push(failure),
    ...options,
  })
  onTestFinished(() => log.close())
  return { log, found, failures }
}

/** Writes appends of so many records each, and closes the log. Gives back the position after each append. */
export async function writtenLog(
  directory: string,
  sizes: readonly number[],
  options: Partial<EventLogOptions> = {},
): Promise<number[]> {
  const { log } = await openLog(directory, options)
  let revision = 0
  const ends = sizes.map((size) => {
    log.append(Array.from({ length: size }, () => recordAt(revision++)))
    return log.end
  })
  await log.durable()
  await log.close()
  return ends
}
