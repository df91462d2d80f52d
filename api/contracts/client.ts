import { z } from 'zod'
import type { KnownClient } from '../../application/clients.ts'
import { ClientAction } from '../../domain/client-job/events.ts'
import { clientsLeft } from '../../domain/client-job/state.ts'
import type { ClientJobView } from '../../projections/client-jobs.ts'
import type { PartyView } from '../../projections/parties.ts'
import type { SystemUserView } from '../../projections/system-users.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'

const uuid = z.uuid({ error: 'The value is not valid.' })
const clientsMax = 5000

/** A client that a facilitator has, and by what (A1). */
export const clientAnswer = ({ party, relations }: KnownClient) => ({
  partyUuid: party.uuid,
  displayName: party.name,
  organizationIdentifier: party.orgNo,
  access: relations
    .filter(({ packages }) => packages.length > 0)
    .map(({ role, packages }) => ({ role: role.urn, packages })),
})

type Assigned = { readonly agent: SystemUserView; readonly client: PartyView }

/** That a client is assigned to an agent (A3). There is one delegation for the two, and it goes by the client. */
export const assignmentAnswer = ({ agent, client }: Assigned) => ({
  agentSystemUserId: agent.id,
  delegationId: client.uuid,
  customerId: client.uuid,
  assignmentId: agent.id,
})

/** The same where it is listed (A2). */
export const delegationAnswer = (assigned: Assigned) => ({
  ...assignmentAnswer(assigned),
  customerName: assigned.client.name,
  customerOrganizationNumber: assigned.client.orgNo,
})

/** Clients of an agent, for those who act with a user's token (D2, D3). */
export const clientPage = (
  agent: SystemUserView,
  clients: readonly PartyView[],
  next: string | undefined,
) => ({
  links: { next },
  data: clients.map(({ uuid: clientId, orgNo, name }) => ({
    clientId,
    clientOrganizationNumber: orgNo,
    clientOrganizationName: name,
  })),
  systemUserInformation: { systemUserId: agent.id, systemUserOwnerOrg: agent.party },
})

/** The same to be done with many clients, beside the contract; with all, if none are named. */
export const ClientJobBody = anyCase({
  action: orAbsent(ClientAction),
  clients: orAbsent(z.array(uuid).max(clientsMax)),
})

/** How far a job has come. A client is told by its number; the reason is `done` or the code of the refusal. */
export const clientJobAnswer = (job: ClientJobView) => {
  const left = clientsLeft(job)
  return {
    id: job.id,
    action: job.action,
    status: left.length === 0 ? 'finished' : 'running',
    total: job.clients.length,
    done: job.results.filter(({ outcome }) => outcome === 'done').length,
    refused: job.results.filter(({ outcome }) => outcome !== 'done').length,
    left: left.length,
    started: job.startedAt,
    changed: job.changedAt,
    results: job.results.map(({ client, outcome }) => ({ organizationNumber: client, outcome })),
  }
}
