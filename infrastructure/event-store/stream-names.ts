import { categories } from '../../domain/domain-event.ts'

/** How streams are named on a server that several installations may share. */
export type StreamNames = {
  toServer(stream: string): string
  fromServer(name: string): string
  /** What the names of this installation's streams of events begin with, and of no other's. */
  readonly prefixes: readonly string[]
}

/** `namespace` is empty for the one installation that has none. A dot ends it, and no category holds one. */
export function streamNames(namespace: string): StreamNames {
  const start = namespace === '' ? '' : `${namespace}.`
  return {
    toServer: (stream) => `${start}${stream}`,
    fromServer: (name) => name.slice(start.length),
    prefixes: categories.map((category) => `${start}${category}-`),
  }
}
