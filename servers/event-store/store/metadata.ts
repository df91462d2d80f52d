import { z } from 'zod'

/** What a stream's metadata says about which of its events are shown. */
export type StreamMetadata = {
  readonly maxCount?: number
  readonly maxAgeSeconds?: number
  readonly truncateBefore?: number
  /** `$tb` is the greatest revision there can be: the stream is deleted until something is appended. */
  readonly isDeleted: boolean
}

export const noMetadata: StreamMetadata = { isDeleted: false }
/** Metadata streams show their last event only. */
export const metadataOfMetadata: StreamMetadata = { isDeleted: false, maxCount: 1 }

export const metadataType = '$metadata'
export const deletedRevision = 2n ** 63n - 1n
export const deletedMetadata = Buffer.from(`{"$tb":${deletedRevision}}`)

export function isMetadataStream(name: string): boolean {
  return name.startsWith('$$')
}
export function metadataStreamOf(name: string): string {
  return `$$${name}`
}
export function describedStreamOf(metadataStream: string): string {
  return metadataStream.slice(2)
}

// JSON numbers lose the last digits of 2^63 - 1, so they are parsed as their own text, tagged.
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const tag = '\u0000number:'
const tagged = (text: string): string =>
  text.replace(stringOrNumber, (token) =>
    token.startsWith('"') ? token : JSON.stringify(tag + token),
  )
const untagged = (json: string): string => json.replace(/"\\u0000number:([^"]*)"/g, '$1')

const wholeNumber = z
  .string()
  .regex(/^\0number:-?\d+$/)
  .transform((text) => BigInt(text.slice(tag.length)))
  .refine((value) => value >= -(2n ** 63n) && value < 2n ** 63n)

const roles = z.union([z.string().refine((text) => !text.startsWith(tag)), z.array(z.string())])
const acl = z.union([
  z.enum(['$userStreamAcl', '$systemStreamAcl']),
  z.looseObject({
    $r: roles.optional(),
    $w: roles.optional(),
    $d: roles.optional(),
    $mr: roles.optional(),
    $mw: roles.optional(),
  }),
])

const metadataSchema = z.looseObject({
  $maxCount: wholeNumber.optional(),
  $maxAge: wholeNumber.optional(),
  $tb: wholeNumber.optional(),
  $cacheControl: wholeNumber.optional(),
  $acl: acl.optional(),
})

/** Metadata as the server takes it: anything that does not have the form is as if there were none. */
export function parseMetadata(data: Buffer): StreamMetadata {
  const found = metadataSchema.safeParse(parseTagged(data))
  if (!found.success) return noMetadata
  const { $maxCount: maxCount, $maxAge: maxAge, $tb: truncateBefore } = found.data
  return {
    isDeleted: truncateBefore === deletedRevision,
    ...(maxCount !== undefined && maxCount > 0n && { maxCount: Number(maxCount) }),
    ...(maxAge !== undefined && maxAge > 0n && { maxAgeSeconds: Number(maxAge) }),
    ...(truncateBefore !== undefined &&
      truncateBefore >= 0n && { truncateBefore: Number(truncateBefore) }),
  }
}

/** The same metadata with another `$tb`; undefined if it is no JSON object. */
export function withTruncateBefore(data: Buffer, revision: number): Buffer | undefined {
  const found = z.looseObject({}).safeParse(parseTagged(data))
  if (!found.success) return undefined
  const changed = { ...found.data, $tb: `${tag}${revision}` }
  return Buffer.from(untagged(JSON.stringify(changed)))
}

function parseTagged(data: Buffer): unknown {
  const text = data.toString('utf8')
  try {
    JSON.parse(text)
    return JSON.parse(tagged(text))
  } catch {
    return undefined
  }
}
