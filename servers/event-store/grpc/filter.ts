import type streams from '@eventstore/db-client/generated/streams_pb.js'
import type { EventIndex } from '../store/event-index.ts'
import { BadRequest } from './parse-writes.ts'

export type Filter = {
  readonly passes: (ordinal: number) => boolean
  /** A checkpoint is due after so many events were looked at. */
  readonly checkpointEvents: number
}

const defaultWindow = 32

/**
 * What a subscription to $all asks for. Each stream or type is judged once. Expressions are taken as JavaScript's, which
 * agree with those of the real server for prefixes and plain patterns.
 *
 * @throws {BadRequest} for an expression that does not parse.
 */
export function parseFilter(
  index: EventIndex,
  options: streams.ReadReq.Options.FilterOptions,
): Filter {
  const byStream = options.getStreamIdentifier()
  const expression = byStream ?? options.getEventType()
  const matches = matcherOf(expression?.getRegex() ?? '', expression?.getPrefixList() ?? [])
  const names = byStream === undefined ? index.types : index.streams
  const numberOf = (ordinal: number): number =>
    byStream === undefined ? index.typeOf(ordinal) : index.streamOf(ordinal)
  const judged: boolean[] = []
  const window = options.hasMax() ? options.getMax() : defaultWindow
  return {
    passes: (ordinal) => {
      const number = numberOf(ordinal)
      return (judged[number] ??= matches(names.name(number)))
    },
    checkpointEvents: Math.max(1, window * Math.max(1, options.getCheckpointintervalmultiplier())),
  }
}

function matcherOf(regex: string, prefixes: readonly string[]): (name: string) => boolean {
  if (regex === '') return (name) => prefixes.some((prefix) => name.startsWith(prefix))
  try {
    const expression = new RegExp(regex)
    return (name) => expression.test(name)
  } catch {
    throw new BadRequest(`the expression ${regex} does not parse`)
  }
}
