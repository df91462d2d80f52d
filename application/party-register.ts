import type { PartyCommand } from '../domain/party/decide.ts'
import type { Instant, OrgNo } from '../domain/values.ts'

export type RegisterChanges = {
  /** Those that changed, each once. What they have become must be asked for. */
  readonly organisations: readonly OrgNo[]
  /** Where to go on from. Absent as long as there never was a change. */
  readonly place?: string
  /** Nothing more had happened when this was answered. */
  readonly caughtUp: boolean
}

/** Whoever knows which organisations there are, and who holds which role there. One contract suite holds them all. */
export interface PartyRegister {
  /** Tells it from other registers: a place in the feed of one means nothing at another. */
  readonly id: string
  /** The feeds in which it tells of changes, by name. Changes of one organisation may come in several, in any order. */
  readonly feeds: readonly string[]
  /**
   * What changed after the place, from the first change there ever was if none is given. The same change may be told
   * again.
   *
   * @throws {RegisterUnavailable}
   */
  changes(feed: string, after: string | undefined): Promise<RegisterChanges>
  /**
   * What it says of an organisation now, in whole, with people by reference. One that it does not have, or has struck
   * off, is dissolved.
   *
   * @throws {RegisterUnavailable}
   * @throws {UnreadableOrganisation} when there was an answer, and it cannot be understood.
   */
  organisation(orgNo: OrgNo, at: Instant): Promise<PartyCommand>
}

/** It gave no answer, or refused, or does not speak as it should: to be asked again later. */
export class RegisterUnavailable extends Error {
  override readonly name = 'RegisterUnavailable'
  readonly code = 'ERR_REGISTER_UNAVAILABLE'
}

/** The entry of one organisation cannot be understood. Names it, and nothing of the entry, which may name people. */
export class UnreadableOrganisation extends Error {
  override readonly name = 'UnreadableOrganisation'
  readonly code = 'ERR_UNREADABLE_ORGANISATION'
}
