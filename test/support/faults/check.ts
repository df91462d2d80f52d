import { z } from 'zod'
import type { StreamEvent } from '../../../application/event-store.ts'
import { type Answered, type History, positionIn, type SentCommand } from './history.ts'

export type Violation = {
  readonly kind:
    | 'lost'
    | 'duplicate'
    | 'out-of-order'
    | 'refused'
    | 'wrong-answer'
    | 'stale-answer'
    | 'permit-after-revoke'
    | 'views-differ'
    | 'not-ready'
  readonly what: string
}

const eventOf = {
  request: 'SystemUserRequested',
  approve: 'SystemUserApproved',
  revoke: 'SystemUserRevoked',
} as const

type Streams = ReadonlyMap<string, readonly StreamEvent[]>

/** All in which the log contradicts what clients were told, or itself. */
export function violationsOf(history: History, log: readonly StreamEvent[]): readonly Violation[] {
  const streams = streamsOf(log)
  const floorAt = acknowledgedBefore(history.commands)
  return [
    ...history.refused.map((what): Violation => ({ kind: 'refused', what })),
    ...brokenStreams(log, streams),
    ...unaskedFor(history.commands, streams),
    ...history.commands.flatMap((sent) => wrongCommand(sent, streams, floorAt)),
    ...history.answers.flatMap((answer) => wrongAnswer(answer, streams, floorAt)),
    ...permitsAfterRevoke(history),
  ]
}

function streamsOf(log: readonly StreamEvent[]): Streams {
  const streams = new Map<string, StreamEvent[]>()
  for (const event of log) {
    const known = streams.get(event.stream)
    if (known === undefined) streams.set(event.stream, [event])
    else known.push(event)
  }
  return streams
}

const lifeOf = (streams: Streams, systemUser: string | undefined): readonly StreamEvent[] =>
  streams.get(`systemUser-${systemUser}`) ?? []

/** No id twice, no gap, nothing that a command wrote to a stream twice, and every life one that there can be. */
function brokenStreams(log: readonly StreamEvent[], streams: Streams): readonly Violation[] {
  const found: Violation[] = []
  const duplicate = (what: string): void => void found.push({ kind: 'duplicate', what })
  const ids = new Set<string>()
  for (const { id, stream } of log) {
    if (ids.has(id)) duplicate(`event ${id} of ${stream}`)
    ids.add(id)
  }
  for (const [stream, events] of streams) {
    if (events.some(({ revision }, at) => revision !== BigInt(at)))
      found.push({ kind: 'lost', what: `${stream} has a gap` })
    if (!/^(?:systemUser|delegation|reservation)-/u.test(stream)) continue
    const written = events.map(({ type, metadata }) => `${type} of ${commandOf(metadata)}`)
    for (const [at, what] of written.entries())
      if (written.indexOf(what) < at) duplicate(`${what} in ${stream}`)
    const types = events.map(({ type }) => type)
    if (stream.startsWith('systemUser-') && !isLife(types))
      duplicate(`${stream} is ${types.join(', ')}`)
    if (stream.startsWith('delegation-') && events.length > 1)
      duplicate(`${stream} is ${types.join(', ')}`)
  }
  return found
}

const lives = Object.values(eventOf)
const isLife = (types: readonly string[]): boolean =>
  types.length <= lives.length && types.every((type, at) => type === lives[at])

function commandOf(metadata: unknown): string {
  const isObject = typeof metadata === 'object' && metadata !== null
  return isObject && 'commandId' in metadata ? String(metadata.commandId) : 'nobody'
}

/** System users that nobody was told of: one at most for each request that was never acknowledged. */
function unaskedFor(commands: readonly SentCommand[], streams: Streams): readonly Violation[] {
  const requests = commands.filter(({ step }) => step === 'request')
  const references = new Set(requests.map(({ externalRef }) => externalRef))
  const told = new Set(requests.map(({ systemUser }) => systemUser))
  const pending = requests.filter(({ acknowledged }) => acknowledged === undefined).length
  const strange = [...streams.values()]
    .flatMap(([first]) => (first?.type === eventOf.request ? [Requested.parse(first.data)] : []))
    .filter(({ id, externalRef }) => references.has(externalRef) && !told.has(id))
    .map(({ id }) => id)
  return strange.length > pending
    ? [{ kind: 'duplicate', what: `nobody was told of ${strange.join(', ')}` }]
    : []
}

const Requested = z.object({ id: z.string(), externalRef: z.string() })

type FloorAt = (moment: number) => bigint

/** The latest position that was acknowledged to any client up to a moment. */
function acknowledgedBefore(commands: readonly SentCommand[]): FloorAt {
  const told = commands
    .flatMap(({ acknowledged }) => (acknowledged === undefined ? [] : [acknowledged]))
    .toSorted((a, b) => a.at - b.at)
  let highest = 0n
  const steps = told.map(({ at, token }) => {
    if (positionIn(token) > highest) highest = positionIn(token)
    return { at, highest }
  })
  return (moment) => {
    let [low, high] = [0, steps.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((steps[middle]?.at ?? 0) <= moment) low = middle + 1
      else high = middle
    }
    return steps[low - 1]?.highest ?? 0n
  }
}

function wrongCommand(
  { step, systemUser, acknowledged, sentAt }: SentCommand,
  streams: Streams,
  floorAt: FloorAt,
): readonly Violation[] {
  if (acknowledged === undefined) return []
  const name = `the ${step} of ${systemUser}`
  const event = lifeOf(streams, systemUser).find(({ type }) => type === eventOf[step])
  if (event === undefined) return [{ kind: 'lost', what: name }]
  if (event.position !== positionIn(acknowledged.token))
    return [{ kind: 'lost', what: `${name} is not at ${acknowledged.token}` }]
  if (event.position > floorAt(sentAt)) return []
  return [{ kind: 'out-of-order', what: `${name} is before what was acknowledged before it` }]
}

/** The answer has to be the one that the log gives at the position it names, and that one late enough. */
function wrongAnswer(
  { systemUser, decision, position, sentAt, atLeast = 0n }: Answered,
  streams: Streams,
  floorAt: FloorAt,
): readonly Violation[] {
  const types = lifeOf(streams, systemUser)
    .filter((event) => event.position <= position)
    .map(({ type }) => type)
  const isPermitted = types.at(-1) === eventOf.approve
  const found: Violation[] = []
  if ((decision === 'Permit') !== isPermitted)
    found.push({ kind: 'wrong-answer', what: `${decision} for ${systemUser} at ${position}` })
  const floor = floorAt(sentAt)
  const needed = atLeast > floor ? atLeast : floor
  if (position < needed)
    found.push({ kind: 'stale-answer', what: `from ${position}, when ${needed} was known` })
  return found
}

function permitsAfterRevoke({ commands, answers, found }: History): readonly Violation[] {
  const revokedAt = new Map<string | undefined, number>()
  for (const { step, systemUser, acknowledged } of commands)
    if (step === 'revoke' && acknowledged !== undefined) revokedAt.set(systemUser, acknowledged.at)
  const isAfter = ({ systemUser, sentAt }: { systemUser: string; sentAt: number }): boolean =>
    sentAt >= (revokedAt.get(systemUser) ?? Infinity)
  const permits = answers.filter(({ decision }) => decision === 'Permit')
  return [...permits, ...found].filter(isAfter).map(({ systemUser }) => ({
    kind: 'permit-after-revoke',
    what: `${systemUser} was let in after it was revoked`,
  }))
}
