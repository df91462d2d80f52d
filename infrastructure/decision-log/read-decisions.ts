import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DecisionEntry } from '../../application/decision-log.ts'
import { readLine } from './decision-lines.ts'

/** So much is looked through for one reading. */
const filesMax = 20

/** Decisions about a system user, the newest first; `isWhole` is false if there may be older ones. */
export type FoundDecisions = {
  readonly decisions: readonly DecisionEntry[]
  readonly isWhole: boolean
}

/**
 * The last decisions about a system user, of all runs whose files are here. What a crash cut off is passed over. Files are
 * read line by line, so that nobody who asks for a decision meanwhile waits for it.
 */
export async function readDecisions(
  dir: string,
  systemUser: string,
  limit: number,
): Promise<FoundDecisions> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.jsonl')).toSorted()
  const decisions: DecisionEntry[] = []
  const looked = names.toReversed().slice(0, filesMax)
  for (const name of looked) {
    const found = await decisionsIn(join(dir, name), systemUser)
    decisions.push(...found.toReversed())
    if (decisions.length > limit) return { decisions: decisions.slice(0, limit), isWhole: false }
  }
  return { decisions, isWhole: looked.length === names.length }
}

async function decisionsIn(path: string, systemUser: string): Promise<readonly DecisionEntry[]> {
  const file = await open(path)
  const found: DecisionEntry[] = []
  try {
    for await (const text of file.readLines()) {
      const line = text.includes(systemUser) ? readLine(text) : undefined
      if (line?.line !== 'decision' || line.systemUser !== systemUser) continue
      const { line: _line, seq: _seq, ...entry } = line
      found.push(entry)
    }
  } finally {
    await file.close()
  }
  return found
}
