import { z } from 'zod'
import { AccessListEvent } from './access-list/events.ts'
import { CatalogueEvent } from './catalogue/events.ts'
import { ClientJobEvent } from './client-job/events.ts'
import { DelegationEvent } from './delegation/events.ts'
import { AnswerKept } from './kept-answer/events.ts'
import { PartyEvent } from './party/events.ts'
import { RegisterFeedEvent } from './register-feed/events.ts'
import { ReservationEvent } from './reservation/events.ts'
import { ResourceEvent } from './resource/events.ts'
import { SystemRegistrationEvent } from './system-registration/events.ts'
import { SystemUserEvent } from './system-user/events.ts'

/** Every event there is. */
export const DomainEvent = z.discriminatedUnion('type', [
  ...SystemRegistrationEvent.options,
  ...SystemUserEvent.options,
  ...DelegationEvent.options,
  ...ClientJobEvent.options,
  ...ResourceEvent.options,
  ...AccessListEvent.options,
  ...CatalogueEvent.options,
  ...PartyEvent.options,
  ...RegisterFeedEvent.options,
  ...ReservationEvent.options,
  AnswerKept,
])
export type DomainEvent = z.infer<typeof DomainEvent>

/** The first parts of all stream names; whoever reads the log asks for these and no others. */
export const categories = [
  'systemRegistration',
  'systemUser',
  'delegation',
  'clientJob',
  'resource',
  'accessList',
  'catalogue',
  'party',
  'registerFeed',
  'reservation',
  'keptAnswer',
] as const
