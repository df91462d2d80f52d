import type { Position } from '../../projections/recorded.ts'

/** The tag of a thing: the place of its last event in the log, so that no two states of anything share one. */
export const etagOf = (lastEvent: number) => ({ etag: `"${lastEvent}"` })

const tag = /^"(\d{1,20})"$/u

/**
 * The states that an `If-Match` names (RFC 9110 §13.1.1); none for a header that names no state that there could be: weak
 * tags match nothing here (§8.8.3.2), nor do those of others.
 */
export function statesIn(ifMatch: string): readonly Position[] | 'any' {
  if (ifMatch.trim() === '*') return 'any'
  return ifMatch
    .split(',')
    .map((part) => tag.exec(part.trim())?.[1])
    .filter((digits) => digits !== undefined)
    .map(BigInt)
}

/** Does the caller have this state already (`If-None-Match`, RFC 9110 §13.1.2)? Tags are compared weakly. */
export const isHeld = (ifNoneMatch: string | undefined, lastEvent: number): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === '*' ||
    ifNoneMatch.split(',').some((part) => part.trim().replace(/^W\//u, '') === `"${lastEvent}"`))
