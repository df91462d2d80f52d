import { accept, type Decision, refuse } from '../decider.ts'
import type { Instant } from '../values.ts'
import type { ClientJobEvent, ClientResult } from './events.ts'
import { type ClientJob, clientsLeft } from './state.ts'

type Wanted = Extract<ClientJob, { readonly status: 'started' }>['wanted']

export type ClientJobCommand =
  | { readonly type: 'StartClientJob'; readonly wanted: Wanted; readonly at: Instant }
  | {
      readonly type: 'RecordClientResults'
      readonly results: readonly ClientResult[]
      readonly at: Instant
    }

export type ClientJobRefusal = { readonly code: 'client-job-not-found' }

/** A client is named once, and what came of it is recorded once, whoever finds it out. */
export function decide(
  command: ClientJobCommand,
  state: ClientJob,
): Decision<ClientJobEvent, ClientJobRefusal> {
  if (command.type === 'StartClientJob') {
    const { wanted, at } = command
    if (state.status !== 'absent') return accept()
    const clients = [...new Set(wanted.clients)]
    return accept({ type: 'ClientJobStarted', ...wanted, clients, at })
  }
  if (state.status === 'absent') return refuse({ code: 'client-job-not-found' })
  const { id, systemUser, facilitator, clients } = state.wanted
  const left = new Set(clientsLeft({ clients, results: state.results }))
  const results = command.results.filter(({ client }) => left.delete(client))
  if (results.length === 0) return accept()
  const at = command.at
  return accept({ type: 'ClientJobProgressed', id, systemUser, facilitator, results, at })
}
