import { createHash, timingSafeEqual } from 'node:crypto'
import type { Metadata } from '@grpc/grpc-js'
import type { Credentials } from '../options.ts'

/** Whether the caller of a call may make it. */
export type Authorize = (call: { readonly metadata: Metadata }) => boolean

export const everybody: Authorize = () => true

/** Lets those in who present the one pair there is, by Basic authentication (RFC 7617). */
export function basic({ username, password }: Credentials): Authorize {
  const wanted = digest(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`)
  return ({ metadata }) =>
    metadata.get('authorization').some((given) => timingSafeEqual(digest(String(given)), wanted))
}

/** Of equal length whatever is given, so that comparing takes equally long. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
