import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DecisionEntry } from '../../application/decision-log.ts'
import { Instant } from '../../domain/values.ts'
import { againStart, type DecisionLine, readLine } from './decision-lines.ts'

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
    const found = await decisionsIn(join(dir, name), systemUser, limit + 1)
    decisions.push(...found.toReversed())
    if (decisions.length > limit) return { decisions: decisions.slice(0, limit), isWhole: false }
  }
  return { decisions, isWhole: looked.length === names.length }
}

/** Of one file, in their order; when there are many, at least the last `limit`. */
async function decisionsIn(
  path: string,
  systemUser: string,
  limit: number,
): Promise<readonly DecisionEntry[]> {
  const file = await open(path)
  let found: DecisionEntry[] = []
  const told = toldOf(systemUser)
  try {
    for await (const text of file.readLines()) {
      found.push(...told(text))
      if (found.length > 2 * limit) found = found.slice(-limit)
    }
  } finally {
    await file.close()
  }
  return found
}

/** Reads the lines of one file in their order, and gives of each what it tells of one system user. */
function toldOf(systemUser: string): (text: string) => readonly DecisionEntry[] {
  const wholes = new Map<number, DecisionEntry>()
  return (text) => {
    const isOfOthers = !text.includes(systemUser) && !mayRefer(text, wholes)
    const line = isOfOthers ? undefined : readLine(text)
    if (line?.line === 'again') return givenAgain(line, wholes)
    if (line?.line !== 'decision' || line.systemUser !== systemUser) return []
    const { line: _line, seq, ...entry } = line
    wholes.set(seq, entry)
    return [entry]
  }
}

/** Most lines are of others, and reading them would take far longer than looking for a number in them. */
const mayRefer = (text: string, wholes: ReadonlyMap<number, unknown>): boolean =>
  text.startsWith(againStart) && [...wholes.keys()].some((seq) => text.includes(`[${seq},`))

function givenAgain(
  { at, position, given }: Extract<DecisionLine, { readonly line: 'again' }>,
  wholes: ReadonlyMap<number, DecisionEntry>,
): readonly DecisionEntry[] {
  return given.flatMap(([seq, afterMs]) => {
    const whole = wholes.get(seq)
    const givenAt = Instant.parse(new Date(Date.parse(at) + afterMs).toISOString())
    return whole ? [{ ...whole, at: givenAt, position }] : []
  })
}
