import type { Surroundings } from './route.ts'

/** The state of a thing as its headers tell it. */
export type Stamp = {
  /** How often it has changed, or where: no two states share one. */
  readonly version: number
  readonly changedAt: string
}

const weakTag = (version: number): string =>
  Buffer.from(JSON.stringify({ version: String(version) })).toString('base64url')

/** How the contract writes the state of an access list (spec pdp §10). */
export const stampHeaders = ({ version, changedAt }: Stamp) => ({
  etag: `W/"${weakTag(version)}"`,
  'last-modified': new Date(changedAt).toUTCString(),
})

/** `failed`: 412. `unchanged`: 304 to who reads. `unreadable`: a header that says nothing. */
export type Condition = 'met' | 'failed' | 'unchanged' | 'unreadable'

const listOfTags = /^\s*(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*\s*$/u

/**
 * What a caller asks of the state of a thing, in the order of RFC 9110 §13.2.2. Tags are compared weakly, as the contract
 * has no strong ones. `stamp` is undefined for what is not there.
 */
export function conditionOf(
  { header }: Pick<Surroundings, 'header'>,
  stamp: Stamp | undefined,
): Condition {
  const match = tagsIn(header('if-match'))
  const noneMatch = tagsIn(header('if-none-match'))
  const before = dateIn(header('if-unmodified-since'))
  const since = dateIn(header('if-modified-since'))
  if ([match, noneMatch, before, since].includes('unreadable')) return 'unreadable'
  if (Array.isArray(match)) {
    if (!isNamed(match, stamp)) return 'failed'
  } else if (typeof before === 'number' && (stamp === undefined || secondOf(stamp) > before))
    return 'failed'
  if (Array.isArray(noneMatch)) return isNamed(noneMatch, stamp) ? 'unchanged' : 'met'
  const isUnchanged = typeof since === 'number' && stamp !== undefined && secondOf(stamp) <= since
  return isUnchanged ? 'unchanged' : 'met'
}

/** Does the caller ask anything of the state at all? */
export const asksForState = ({ header }: Pick<Surroundings, 'header'>): boolean =>
  ['if-match', 'if-none-match', 'if-unmodified-since', 'if-modified-since'].some(
    (name) => header(name) !== undefined,
  )

const secondOf = ({ changedAt }: Stamp): number => Math.floor(Date.parse(changedAt) / 1000)

type Tags = readonly string[] | 'unreadable' | undefined

function tagsIn(text: string | undefined): readonly string[] | 'unreadable' | undefined {
  if (text === undefined) return undefined
  if (text.trim() === '*') return ['*']
  if (!listOfTags.test(text)) return 'unreadable'
  return text.split(',').map((part) => part.trim().replace(/^W\//u, '').slice(1, -1))
}

const isNamed = (tags: Exclude<Tags, string | undefined>, stamp: Stamp | undefined): boolean =>
  stamp !== undefined && (tags.includes('*') || tags.includes(weakTag(stamp.version)))

function dateIn(text: string | undefined): number | 'unreadable' | undefined {
  if (text === undefined) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? 'unreadable' : Math.floor(ms / 1000)
}
