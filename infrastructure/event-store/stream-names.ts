import { categories } from '../../domain/domain-event.ts'

/** How streams are named on a server that several installations may share. */
export type StreamNames = {
  toServer(stream: string): string
  fromServer(name: string): string
  /** What the names of this installation's streams of events begin with, and of no other's. */
  readonly prefixes: readonly string[]
  isOwn(name: string): boolean
}

// With a hyphen in it, one namespace could look like another's category.
const namespacePattern = /^[A-Za-z0-9]*$/u

/**
 * `namespace` is empty for the one installation that has none. A dot ends it, and no category holds one.
 *
 * @throws {RangeError} for a namespace of anything but letters and digits.
 */
export function streamNames(namespace: string): StreamNames {
  if (!namespacePattern.test(namespace))
    throw new RangeError(`a namespace is letters and digits, not ${namespace}`)
  const start = namespace === '' ? '' : `${namespace}.`
  const prefixes = categories.map((category) => `${start}${category}-`)
  return {
    toServer: (stream) => `${start}${stream}`,
    fromServer: (name) => name.slice(start.length),
    prefixes,
    isOwn: (name) => prefixes.some((prefix) => name.startsWith(prefix)),
  }
}
