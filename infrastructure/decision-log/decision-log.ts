import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { NoteDecision, Noted } from '../../application/decision-log.ts'
import { Instant } from '../../domain/values.ts'
import { syncFolder } from '../kept-file.ts'
import { lineOf } from './decision-lines.ts'
import { decisionLine } from './decision-text.ts'

export type DecisionLogOptions = {
  readonly dir: string
  readonly newId: () => string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Is told when the log cannot be written. */
  readonly complain: (line: string) => void
  /** So many decisions may wait to be written; of those that come then, only the number is kept. */
  readonly unwrittenMax?: number
  readonly flushMs?: number
  readonly segmentBytesMax?: number
}

export type DecisionLogStatus = {
  readonly noted: number
  readonly written: number
  /** Given while too many waited already. */
  readonly lost: number
}

export type DecisionLog = {
  readonly note: NoteDecision
  readonly status: () => DecisionLogStatus
  /** Writes all that waits, and that this was the end. */
  close(): Promise<void>
}

const unwrittenMaxDefault = 20_000
const flushMsDefault = 50
const segmentBytesMaxDefault = 8 * 1024 * 1024
/** A machine that stops takes what was not yet on the disk: at most the decisions of so long. */
const syncMs = 1_000

/**
 * The decision log: every decision as a line of a file, in `dir`. Decisions are noted in memory and written in batches
 * beside the work, so none waits for the disk. A clean end loses nothing; a killed process at most what waited, which is
 * never more than `unwrittenMax`, and what could not be taken is counted in the log itself.
 */
export async function decisionLog(options: DecisionLogOptions): Promise<DecisionLog> {
  const { dir, newId, now, complain, unwrittenMax = unwrittenMaxDefault } = options
  const { flushMs = flushMsDefault, segmentBytesMax = segmentBytesMaxDefault } = options
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const run = newId()
  const files = segments({ dir, run, now, bytesMax: segmentBytesMax })
  await files.write(lineOf({ line: 'run', run, at: instantOf(now()), unwrittenMax }))
  let waiting: Waiting[] = []
  const counts = { noted: 0, written: 0, lost: 0, toldLost: 0 }

  const batchOf = (noted: readonly Waiting[]): string => {
    const lines = noted.map((one, i) =>
      decisionLine(one.noted, counts.written + i + 1, instantOf(one.at)),
    )
    const lost = counts.lost - counts.toldLost
    return `${lines.join('')}${lost > 0 ? lineOf({ line: 'lost', count: lost }) : ''}`
  }
  const flush = async (): Promise<void> => {
    if (waiting.length === 0 && counts.lost === counts.toldLost) return
    const batch = [...waiting]
    const lost = counts.lost
    const text = batchOf(batch)
    try {
      await files.write(text)
      // Only now is there room for others: until then they count as waiting.
      waiting = waiting.slice(batch.length)
      counts.written += batch.length
      counts.toldLost = lost
    } catch (error) {
      complain(`the decision log cannot be written: ${String(error)}`)
    }
  }
  const writing = repeatedly(flush, flushMs)
  return {
    note(noted) {
      counts.noted += 1
      if (waiting.length >= unwrittenMax) counts.lost += 1
      else waiting.push({ noted, at: now() })
    },
    status: () => ({ noted: counts.noted, written: counts.written, lost: counts.lost }),
    async close() {
      await writing.stop()
      await flush()
      await files.write(lineOf({ line: 'end', run, decisions: counts.noted }))
      await files.close()
    },
  }
}

type Waiting = { readonly noted: Noted; readonly at: number }

const instantOf = (ms: number): Instant => {
  if (ms !== lastInstant?.ms)
    lastInstant = { ms, instant: Instant.parse(new Date(ms).toISOString()) }
  return lastInstant.instant
}
/** Many decisions are of the same millisecond. */
let lastInstant: { readonly ms: number; readonly instant: Instant } | undefined

/** Does something again and again, never twice at once. */
function repeatedly(work: () => Promise<void>, everyMs: number) {
  let current: Promise<void> | undefined
  const timer = setInterval(() => {
    current ??= work().finally(() => {
      current = undefined
    })
  }, everyMs)
  return {
    async stop(): Promise<void> {
      clearInterval(timer)
      await current
    },
  }
}

type Segments = Pick<DecisionLogOptions, 'dir' | 'now'> & {
  readonly run: string
  readonly bytesMax: number
}

/** The files of a run, each begun when the one before it is full. Their names are in the order of their beginning. */
function segments({ dir, run, now, bytesMax }: Segments) {
  let file: FileHandle | undefined
  let bytes = 0
  let begun = 0
  let syncedAt = performance.now()
  const begin = async (): Promise<FileHandle> => {
    await close()
    begun += 1
    const number = String(begun).padStart(6, '0')
    file = await open(
      join(dir, `${instantOf(now()).replaceAll(':', '.')}~${run}~${number}.jsonl`),
      'a',
      0o600,
    )
    syncFolder(dir)
    bytes = 0
    return file
  }
  const close = async (): Promise<void> => {
    await file?.datasync()
    await file?.close()
    file = undefined
  }
  return {
    async write(text: string): Promise<void> {
      const current = file === undefined || bytes >= bytesMax ? await begin() : file
      try {
        await current.appendFile(text)
      } catch (error) {
        // A part of a line would spoil the next one. The whole is written again later.
        await current.truncate(bytes)
        throw error
      }
      bytes += Buffer.byteLength(text)
      if (performance.now() - syncedAt < syncMs) return
      await current.datasync()
      syncedAt = performance.now()
    },
    close,
  }
}
