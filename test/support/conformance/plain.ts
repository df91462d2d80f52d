import { createHash } from 'node:crypto'
import type { Json } from './recording.ts'

/** What must be known of a play to take out of its outcomes all that is another in every play. */
export type Names = {
  readonly run: string
  /** Ids as sent, and as the script has them. */
  readonly ids: ReadonlyMap<string, string>
  readonly racers: ReadonlySet<string>
  readonly origin: bigint
  /** Positions of the play's own events, ascending. */
  readonly positions: readonly bigint[]
}

const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi
const noPosition = 2n ** 64n - 1n
const shownBytesMax = 64
const shownEventsMax = 40

/** An outcome as plain JSON, equal for every play that went alike. */
export function plain(value: unknown, names: Names): Json {
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'string') return plainText(value, names)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return typeof value === 'object' && value !== null ? plainObject(value, names) : null
}

function plainObject(value: object, names: Names): Json {
  if (value instanceof Date) return isRecent(value) ? 'date' : value.toISOString()
  if (value instanceof Uint8Array) return plainBytes(value)
  if (Array.isArray(value)) return value.map((item) => plain(item, names))
  if ('commit' in value && 'prepare' in value)
    return plainPosition(value.commit, value.prepare, names)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  const result = Object.fromEntries(fields.map(([key, field]) => [key, plain(field, names)]))
  const { events } = result
  return Array.isArray(events) && events.length > shownEventsMax
    ? { ...result, events: summary(events) }
    : result
}

function isRecent(date: Date): boolean {
  return Math.abs(date.getTime() - Date.now()) < 24 * 60 * 60 * 1000
}

function plainBytes(bytes: Uint8Array): string {
  return bytes.length <= shownBytesMax
    ? Buffer.from(bytes).toString('base64')
    : `${bytes.length} bytes, sha256 ${digest(bytes)}`
}

function digest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex').slice(0, 16)
}

function plainPosition(commit: unknown, prepare: unknown, names: Names): string {
  const label = positionLabel(commit, names)
  return commit === prepare ? label : `commit ${label}, prepare ${positionLabel(prepare, names)}`
}

/** Positions are told by their order only: that of the second event is p2, one between it and the third "after p2". */
function positionLabel(position: unknown, { origin, positions }: Names): string {
  if (typeof position !== 'bigint') return 'no position'
  if (position === noPosition) return 'none'
  const before = positions.filter((own) => own <= position).length
  if (before > 0) return positions[before - 1] === position ? `p${before}` : `after p${before}`
  if (position === origin) return 'origin'
  return position > origin ? 'after origin' : 'before origin'
}

function plainText(text: string, { run, ids, racers }: Names): string {
  return text
    .replaceAll(run, '{run}')
    .replaceAll(/x{64,}/g, (letters) => `{x*${letters.length}}`)
    .replaceAll(uuid, (id) => (racers.has(id) ? '<racer>' : (ids.get(id) ?? '<uuid>')))
}

/** A long read in short: which revisions, the first and last event, and a digest of all. */
function summary(events: readonly Json[]): Json {
  return {
    count: events.length,
    revisions: ranges(events.map(revisionOf)),
    first: events.at(0) ?? null,
    last: events.at(-1) ?? null,
    sha256: digest(JSON.stringify(events)),
  }
}

function revisionOf(event: Json): number {
  const isObject = typeof event === 'object' && event !== null && !Array.isArray(event)
  return isObject && typeof event['revision'] === 'number' ? event['revision'] : Number.NaN
}

/** 0, 1, 2, 9, 8 becomes "0..2 9..8". */
function ranges(revisions: readonly number[]): string {
  const found: { from: number; to: number; step: number }[] = []
  for (const revision of revisions) {
    const range = found.at(-1)
    const step = range === undefined ? Number.NaN : revision - range.to
    const goesOn =
      range !== undefined && (range.step === 0 ? Math.abs(step) === 1 : step === range.step)
    if (goesOn) Object.assign(range, { to: revision, step })
    else found.push({ from: revision, to: revision, step: 0 })
  }
  return found.map(({ from, to }) => `${from}..${to}`).join(' ')
}
