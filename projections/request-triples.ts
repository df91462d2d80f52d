import { z } from 'zod'
import { SystemUserId } from '../domain/values.ts'
import { tripleKey } from './holders.ts'
import { projection } from './projection.ts'

export const RequestOfTriple = z.object({ id: SystemUserId })
export type RequestOfTriple = z.infer<typeof RequestOfTriple>

/** The latest request of a system, a party and an external reference, for as long as it is shown. */
export const requestTriples = projection({
  name: 'request-triples',
  document: RequestOfTriple,
  events: ['SystemUserRequested', 'SystemUserRequestWithdrawn', 'SystemUserRevoked'],
  key: tripleKey,
  evolve: (request, event) => {
    if (event.type === 'SystemUserRequested') return { id: event.id }
    return request?.id === event.id ? undefined : request
  },
})
