import { recentMap } from '../../projections/recent-map.ts'

/** What an input is read from: the URL alone, or the body alone. */
type Sent = { readonly url: string; readonly body: Uint8Array | undefined }

type Remembered<Read> = {
  readonly body: Uint8Array | undefined
  readonly read: Read
  readonly weight: number
}

/**
 * Of all inputs of a route together, and of one: a hundred questions in a body are some fifteen thousand bytes. What is
 * worked out for them is remembered beside them, and takes many times as much memory.
 */
const rememberedBytesMax = 2 * 1024 * 1024
const longestRemembered = 32 * 1024

/** Reads the same input once, if it is not too long and `isGood`, and gives out the same for it as long as it is remembered. */
export function rememberingInput<From extends Sent, Read>(
  read: (from: From) => Read,
  isGood: (read: Read) => boolean,
): (from: From) => Read {
  const inputs = recentMap<Remembered<Read>>(rememberedBytesMax, (_key, { weight }) => weight)
  return (from) => {
    const { url, body } = from
    const weight = body?.length ?? url.length
    if (weight > longestRemembered) return read(from)
    const key = body === undefined ? url : markOf(body)
    const known = inputs.get(key)
    if (known && areSame(known.body, body)) return known.read
    const found = read(from)
    if (isGood(found)) inputs.set(key, { body: body && new Uint8Array(body), read: found, weight })
    return found
  }
}

const areSame = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && Buffer.compare(one, other) === 0)

const bytesLookedAt = 256

/**
 * Tells most bodies apart by their length and some of their bytes: to go through a long body for a key of a map costs more
 * than all else that is done with one that is remembered. Of two that it does not tell apart, the last one is remembered.
 */
function markOf(body: Uint8Array): string {
  const step = Math.ceil(body.length / bytesLookedAt)
  let mark = 0
  for (let at = 0; at < body.length; at += step) mark = (Math.imul(mark, 31) + (body[at] ?? 0)) | 0
  return `${body.length} ${mark}`
}
