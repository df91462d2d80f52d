import { z } from 'zod'
import { Instant, OrgNo, PersonRef, SystemUserId } from '../values.ts'

// These shapes are what is stored. Add optional members freely; anything else is a new version of the event.

/** What is to be done with each client: it is handed to an agent, or taken back. */
export const ClientAction = z.enum(['assign', 'remove'])
export type ClientAction = z.infer<typeof ClientAction>

const identity = { id: z.uuid(), systemUser: SystemUserId, facilitator: OrgNo }

/** Somebody wants the same done with many clients. */
export const ClientJobStarted = z.object({
  type: z.literal('ClientJobStarted'),
  ...identity,
  /** On whose behalf each client is seen to, and so whose right to do it counts then. */
  person: PersonRef,
  action: ClientAction,
  clients: z.array(OrgNo),
  at: Instant,
})
export type ClientJobStarted = z.infer<typeof ClientJobStarted>

/** What came of one client: `done`, or the reason why not. */
export const ClientResult = z.object({ client: OrgNo, outcome: z.string() })
export type ClientResult = z.infer<typeof ClientResult>

export const ClientJobProgressed = z.object({
  type: z.literal('ClientJobProgressed'),
  ...identity,
  results: z.array(ClientResult),
  at: Instant,
})

export const ClientJobEvent = z.discriminatedUnion('type', [ClientJobStarted, ClientJobProgressed])
export type ClientJobEvent = z.infer<typeof ClientJobEvent>
