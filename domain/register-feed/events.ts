import { z } from 'zod'
import { Instant, OrgNo } from '../values.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.

/** How many organisations may wait to be read again. More of them than this, and it is the register that is broken. */
export const unreadMax = 100

/** A feed of changes in the party register was read up to here, and everything before it is in the log. */
export const RegisterFeedRead = z.object({
  type: z.literal('RegisterFeedRead'),
  /** The register, and which of its feeds. */
  register: z.uuid(),
  feed: z.string().max(64),
  /** In the register's own terms; it means nothing to anybody else. */
  place: z.string().max(128),
  /** Organisations whose entries could not be read so far; they are asked for again. */
  unread: z.array(OrgNo).max(unreadMax).readonly(),
  at: Instant,
})

export const RegisterFeedEvent = z.discriminatedUnion('type', [RegisterFeedRead])
export type RegisterFeedEvent = z.infer<typeof RegisterFeedEvent>
