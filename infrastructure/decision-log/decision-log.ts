import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { NoteDecision } from '../../application/decision-log.ts'
import { Instant } from '../../domain/values.ts'
import { syncFolder } from '../kept-file.ts'
import { lineOf } from './decision-lines.ts'
import { decisionTexts, type Waiting } from './decision-texts.ts'

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

const unwrittenMaxDefault = 100_000
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
  const texts = decisionTexts(instantOf)
  const begun = (): void => texts.forget()
  const files = segments({ dir, run, now, bytesMax: segmentBytesMax, begun })
  await files.write(() => lineOf({ line: 'run', run, at: instantOf(now()), unwrittenMax }))
  let waiting: Waiting[] = []
  let isBroken = false
  const counts = { noted: 0, written: 0, lost: 0, toldLost: 0 }

  const batchOf = (noted: readonly Waiting[]): string => {
    const lines = texts.linesOf(noted, counts.written + 1)
    const lost = counts.lost - counts.toldLost
    return `${lines}${lost > 0 ? lineOf({ line: 'lost', count: lost }) : ''}`
  }
  const flush = async (): Promise<void> => {
    if (waiting.length === 0 && counts.lost === counts.toldLost) return
    const batch = [...waiting]
    const lost = counts.lost
    try {
      await files.write(() => batchOf(batch))
      isBroken = false
      // Only now is there room for others: until then they count as waiting.
      waiting = waiting.slice(batch.length)
      counts.written += batch.length
      counts.toldLost = lost
    } catch (error) {
      // It is tried again and again; it is told once.
      texts.forget()
      if (!isBroken) complain(`the decision log cannot be written: ${String(error)}`)
      isBroken = true
    }
  }
  const writing = repeatedly(flush, flushMs)
  return {
    note(noted) {
      counts.noted += 1
      if (waiting.length >= unwrittenMax) counts.lost += 1
      else waiting.push({ noted, at: now() })
      if (waiting.length === Math.ceil(unwrittenMax / 10)) writing.soon()
    },
    status: () => ({ noted: counts.noted, written: counts.written, lost: counts.lost }),
    async close() {
      await writing.stop()
      await flush()
      // What cannot be written is not told to be whole, and stops nobody from ending.
      if (!isBroken) await files.write(() => lineOf({ line: 'end', run, decisions: counts.noted }))
      await files.close()
    },
  }
}

const instantOf = (ms: number): Instant => {
  if (ms !== lastInstant?.ms)
    lastInstant = { ms, instant: Instant.parse(new Date(ms).toISOString()) }
  return lastInstant.instant
}
/** Many decisions are of the same millisecond. */
let lastInstant: { readonly ms: number; readonly instant: Instant } | undefined

/** Does something again and again, or before its time, and never twice at once. */
function repeatedly(work: () => Promise<void>, everyMs: number) {
  let current: Promise<void> | undefined
  let isStopped = false
  const begin = (): void => {
    if (isStopped) return
    current ??= work().finally(() => {
      current = undefined
    })
  }
  const timer = setInterval(begin, everyMs)
  return {
    soon: () => void setImmediate(begin),
    async stop(): Promise<void> {
      isStopped = true
      clearInterval(timer)
      await current
    },
  }
}

type Segments = Pick<DecisionLogOptions, 'dir' | 'now'> & {
  readonly run: string
  readonly bytesMax: number
  /** Is told before anything goes to a new file. */
  readonly begun: () => void
}

/** The files of a run, each begun when the one before it is full. Their names are in the order of their beginning. */
function segments({ dir, run, now, bytesMax, begun: tell }: Segments) {
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
    tell()
    return file
  }
  const close = async (): Promise<void> => {
    await file?.datasync()
    await file?.close()
    file = undefined
  }
  return {
    /** What is written is composed when it is known to which file it goes. */
    async write(compose: () => string): Promise<void> {
      const current = file === undefined || bytes >= bytesMax ? await begin() : file
      const text = compose()
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
