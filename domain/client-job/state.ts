import type { OrgNo } from '../values.ts'
import type { ClientJobEvent, ClientJobStarted, ClientResult } from './events.ts'

export type ClientJob =
  | { readonly status: 'absent' }
  | {
      readonly status: 'started'
      readonly wanted: Omit<ClientJobStarted, 'type' | 'at'>
      readonly results: readonly ClientResult[]
    }

export const initial: ClientJob = { status: 'absent' }

export function evolve(state: ClientJob, event: ClientJobEvent): ClientJob {
  switch (event.type) {
    case 'ClientJobStarted': {
      const { type: _type, at: _at, ...wanted } = event
      return { status: 'started', wanted, results: [] }
    }
    case 'ClientJobProgressed':
      return state.status === 'absent'
        ? state
        : { ...state, results: [...state.results, ...event.results] }
  }
}

/** The clients that nothing was done with yet, in the order in which they were named. */
export function clientsLeft({
  clients,
  results,
}: {
  readonly clients: readonly OrgNo[]
  readonly results: readonly ClientResult[]
}): readonly OrgNo[] {
  const seen = new Set(results.map(({ client }) => client))
  return clients.filter((client) => !seen.has(client))
}
