import { unreadMax } from '../domain/register-feed/events.ts'
import type { Instant, OrgNo } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import {
  type PartyRegister,
  RegisterUnavailable,
  UnreadableOrganisation,
} from './party-register.ts'

export type ReadRegisterFeed = {
  readonly aggregates: Pick<Aggregates, 'parties' | 'registerFeeds'>
  readonly register: PartyRegister
  readonly newId: () => string
}

export type FeedRead = {
  readonly place?: string
  /** How many organisations were asked for. */
  readonly organisations: number
  readonly unread: readonly OrgNo[]
  readonly caughtUp: boolean
}

/** As many organisations are asked for at a time; a page names each of them once, so no two answers about one cross. */
const askedAtOnceMax = 4

/**
 * Takes the next page of a feed into the log, and then the place up to which it was read. What a crash leaves half done
 * is done again: an organisation that is as it was records nothing. Whatever order changes are told in, and however
 * often, what is recorded is what the register says when it is asked.
 *
 * An organisation that cannot be understood holds nobody up: it is kept in mind, in the log, and asked for again with
 * the next page.
 *
 * Not guarded: two processes that read one register at a time. The one that asked first may record last.
 *
 * @throws {RegisterUnavailable} with the place left where it was.
 */
export async function readRegisterFeed(
  deps: ReadRegisterFeed,
  feed: string,
  at: Instant,
): Promise<FeedRead> {
  const { register, aggregates } = deps
  const id = `${register.id}.${feed}`
  const kept = await aggregates.registerFeeds.read(id)
  const changes = await register.changes(feed, kept.place)
  const organisations = [...new Set([...kept.unread, ...changes.organisations])]
  const unread = await recordAll(deps, organisations, contextOf(deps, at))
  if (unread.length > unreadMax)
    throw new RegisterUnavailable(`${unread.length} organisations of ${feed} cannot be understood`)
  const { place, caughtUp } = changes
  if (place === undefined) return { organisations: organisations.length, unread, caughtUp }
  await aggregates.registerFeeds.execute(
    id,
    { type: 'KeepPlace', register: register.id, feed, place, unread, at },
    contextOf(deps, at),
  )
  return { place, organisations: organisations.length, unread, caughtUp }
}

async function recordAll(
  deps: ReadRegisterFeed,
  organisations: readonly OrgNo[],
  context: CommandContext,
): Promise<readonly OrgNo[]> {
  const waiting = [...organisations]
  const unread: OrgNo[] = []
  const faults: unknown[] = []
  const work = async (): Promise<void> => {
    for (let orgNo = waiting.shift(); orgNo !== undefined; orgNo = waiting.shift()) {
      try {
        if (!(await recordOne(deps, orgNo, context))) unread.push(orgNo)
      } catch (error) {
        waiting.length = 0
        faults.push(error)
      }
    }
  }
  // All have ended before anything is said of the page: a straggler must not record after the next reading.
  await Promise.all(Array.from({ length: askedAtOnceMax }, work))
  if (faults.length > 0) throw faults[0]
  return unread.toSorted()
}

async function recordOne(
  { aggregates, register, newId }: ReadRegisterFeed,
  orgNo: OrgNo,
  context: CommandContext,
): Promise<boolean> {
  try {
    const command = await register.organisation(orgNo, context.at)
    await aggregates.parties.execute(orgNo, command, { ...context, commandId: newId() })
    return true
  } catch (error) {
    if (error instanceof UnreadableOrganisation) return false
    throw error
  }
}

const contextOf = ({ newId }: ReadRegisterFeed, at: Instant): CommandContext => ({
  commandId: newId(),
  correlationId: newId(),
  actor: { type: 'system', process: 'party-register' },
  at,
})
