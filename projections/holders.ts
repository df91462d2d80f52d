import { z } from 'zod'
import type { SystemUserIdentity } from '../domain/system-user/identity.ts'
import {
  type ExternalRef,
  Instant,
  type OrgNo,
  type SystemId,
  SystemUserId,
  SystemUserKind,
} from '../domain/values.ts'
import { projection } from './projection.ts'

export const HolderView = z.object({
  id: SystemUserId,
  kind: SystemUserKind,
  integrationTitle: z.string(),
  since: Instant,
})
export type HolderView = z.infer<typeof HolderView>

type Triple = {
  readonly systemId: SystemId
  readonly party: OrgNo
  readonly externalRef: ExternalRef
}

/** As JSON, so that no two triples can be written alike. */
export const tripleKey = ({ systemId, party, externalRef }: Triple): string =>
  JSON.stringify([systemId, party, externalRef])

/** Who is the active system user of a system, a party and an external reference: what a token is made out to. */
export const holders = projection({
  name: 'holders',
  document: HolderView,
  events: ['SystemUserApproved', 'SystemUserCreated', 'SystemUserRenamed', 'SystemUserRevoked'],
  key: tripleKey,
  evolve: (holder, event) => {
    switch (event.type) {
      case 'SystemUserApproved':
      case 'SystemUserCreated':
        return holderIn(event)
      case 'SystemUserRenamed':
        return holder && { ...holder, integrationTitle: event.integrationTitle }
      case 'SystemUserRevoked':
        return holder?.id === event.id ? undefined : holder
    }
  },
})

const holderIn = (
  event: SystemUserIdentity & { readonly integrationTitle: string; readonly at: Instant },
): HolderView => ({
  id: event.id,
  kind: event.kind,
  integrationTitle: event.integrationTitle,
  since: event.at,
})
