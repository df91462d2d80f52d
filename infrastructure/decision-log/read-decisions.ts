import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DecisionEntry } from '../../application/decision-log.ts'
import { type DecisionLine, readLine } from './decision-lines.ts'

/** So much is looked through for one reading. */
const filesMax = 100

/** Decisions about a system user, the newest first; `isWhole` is false if there may be older ones. */
export type FoundDecisions = {
  readonly decisions: readonly DecisionEntry[]
  readonly isWhole: boolean
}

/** The last decisions about a system user, of all runs whose files are here. What a crash cut off is passed over. */
export async function readDecisions(
  dir: string,
  systemUser: string,
  limit: number,
): Promise<FoundDecisions> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.jsonl')).toSorted()
  const decisions: DecisionEntry[] = []
  const looked = names.toReversed().slice(0, filesMax)
  for (const name of looked) {
    const text = await readFile(join(dir, name), 'utf8')
    const lines = text.split('\n').filter((line) => line.includes(systemUser))
    const found = lines.flatMap((line) => entryIn(readLine(line)))
    decisions.push(...found.filter((entry) => entry.systemUser === systemUser).toReversed())
    if (decisions.length > limit) return { decisions: decisions.slice(0, limit), isWhole: false }
  }
  return { decisions, isWhole: looked.length === names.length }
}

function entryIn(line: DecisionLine | undefined): readonly DecisionEntry[] {
  if (line?.line !== 'decision') return []
  const { line: _line, seq: _seq, ...entry } = line
  return [entry]
}
