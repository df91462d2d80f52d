import { type Reached, ViewsCorrupt } from './view-store.ts'

/**
 * What is stored at the head of a generation: where it is (`start`, or a position in decimals), `halted <where>
 * <reason>` when it must not be read, `moved <generation>` when another one took its place.
 */
export type Marker =
  | { readonly state: 'live'; readonly reached: Reached }
  | { readonly state: 'halted'; readonly reached: Reached; readonly reason: string }
  | { readonly state: 'moved'; readonly to: string }

const form =
  /^(?:halted (?<halted>start|\d+) (?<reason>.*)|moved (?<moved>\S+)|(?<live>start|\d+))$/su

/** @throws {ViewsCorrupt} */
export function markerOf(text: string): Marker {
  const { halted, reason, moved, live } = form.exec(text)?.groups ?? {}
  if (live !== undefined) return { state: 'live', reached: reachedOf(live) }
  if (moved !== undefined) return { state: 'moved', to: moved }
  if (halted === undefined) throw new ViewsCorrupt('the marker of a generation cannot be read')
  return { state: 'halted', reached: reachedOf(halted), reason: reason ?? '' }
}

export function markerText(marker: Marker): string {
  switch (marker.state) {
    case 'live':
      return String(marker.reached)
    case 'halted':
      return `halted ${marker.reached} ${marker.reason}`
    case 'moved':
      return `moved ${marker.to}`
  }
}

/** @throws {ViewsCorrupt} */
export function reachedOf(text: string): Reached {
  if (text === 'start') return text
  if (!/^\d+$/u.test(text)) throw new ViewsCorrupt('the position of a generation cannot be read')
  return BigInt(text)
}
