import { accessList } from '../domain/access-list/decider.ts'
import { catalogue } from '../domain/catalogue/decider.ts'
import { clientJob } from '../domain/client-job/decider.ts'
import { delegation } from '../domain/delegation/decider.ts'
import { keptAnswer } from '../domain/kept-answer/decider.ts'
import { party } from '../domain/party/decider.ts'
import { registerFeed } from '../domain/register-feed/decider.ts'
import { reservation } from '../domain/reservation/decider.ts'
import { resource } from '../domain/resource/decider.ts'
import { systemRegistration } from '../domain/system-registration/decider.ts'
import { systemUser } from '../domain/system-user/decider.ts'
import { aggregate } from './aggregate.ts'
import type { EventStore } from './event-store.ts'

/** All that commands are given to. */
export type Aggregates = ReturnType<typeof aggregates>

export const aggregates = (store: EventStore) => ({
  systems: aggregate(store, systemRegistration),
  systemUsers: aggregate(store, systemUser),
  delegations: aggregate(store, delegation),
  clientJobs: aggregate(store, clientJob),
  resources: aggregate(store, resource),
  accessLists: aggregate(store, accessList),
  catalogues: aggregate(store, catalogue),
  parties: aggregate(store, party),
  registerFeeds: aggregate(store, registerFeed),
  reservations: aggregate(store, reservation),
  keptAnswers: aggregate(store, keptAnswer),
})
