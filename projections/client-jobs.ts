import { z } from 'zod'
import { ClientAction, ClientResult } from '../domain/client-job/events.ts'
import { Instant, OrgNo, PersonRef, SystemUserId } from '../domain/values.ts'
import { projection } from './projection.ts'

export const ClientJobView = z.object({
  id: z.uuid(),
  systemUser: SystemUserId,
  facilitator: OrgNo,
  person: PersonRef,
  action: ClientAction,
  clients: z.array(OrgNo),
  results: z.array(ClientResult),
  startedAt: Instant,
  changedAt: Instant,
})
export type ClientJobView = z.infer<typeof ClientJobView>

/** Jobs of which something is left, the oldest first. */
export const openClientJobs = 'open-client-jobs'

export const jobOfMember = (member: string): string => member.slice(member.indexOf('~') + 1)

/** What is to be done with many clients, and how far it has come. */
export const clientJobs = projection({
  name: 'client-jobs',
  document: ClientJobView,
  events: ['ClientJobStarted', 'ClientJobProgressed'],
  key: (event) => event.id,
  evolve: (job, event): ClientJobView | undefined => {
    if (event.type === 'ClientJobStarted') {
      const { type: _type, at, ...wanted } = event
      return { ...wanted, results: [], startedAt: at, changedAt: at }
    }
    return job && { ...job, results: [...job.results, ...event.results], changedAt: event.at }
  },
  entries: ({ id, startedAt, clients, results }) =>
    results.length < clients.length ? [{ list: openClientJobs, member: `${startedAt}~${id}` }] : [],
})
