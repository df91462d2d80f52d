import { z } from 'zod'
import { categories } from '../../domain/domain-event.ts'

/** Begins the name of every stream of an installation; empty for the one of a server that has none. */
export const Namespace = z.string().regex(/^[a-z0-9-]{0,40}$/u)

/** How streams are named on a server that several installations may share. */
export type StreamNames = {
  toServer(stream: string): string
  fromServer(name: string): string
  /** What the names of this installation's streams of events begin with, and of no other's. */
  readonly prefixes: readonly string[]
  /** Whether a name begins with one of these. */
  isOwn(name: string): boolean
}

/** A dot ends the namespace: neither a namespace nor a category holds one. */
export function streamNames(namespace: string): StreamNames {
  const start = namespace === '' ? '' : `${Namespace.parse(namespace)}.`
  const prefixes = categories.map((category) => `${start}${category}-`)
  return {
    toServer: (stream) => `${start}${stream}`,
    fromServer: (name) => name.slice(start.length),
    prefixes,
    isOwn: (name) => prefixes.some((prefix) => name.startsWith(prefix)),
  }
}
