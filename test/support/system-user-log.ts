import { DomainEvent } from '../../domain/domain-event.ts'
import { OrgNo, SystemUserId } from '../../domain/values.ts'
import type { StoredEvent } from '../../projections/recorded.ts'
import { stored } from './event-arbitraries.ts'

const at = '2026-01-05T10:00:00.000Z'
const party = '310000002'
export const systemUserParty = OrgNo.parse(party)

export const systemUserId = (n: number): SystemUserId =>
  SystemUserId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`)

const identity = (n: number) => ({
  id: systemUserId(n),
  kind: 'standard',
  systemId: '310000001_regnskap',
  vendor: '310000001',
  party,
  externalRef: `ref-${n}`,
  at,
})

const eventsOf = (n: number, isRevoked: boolean): DomainEvent[] => {
  const made = {
    type: 'SystemUserCreated',
    ...identity(n),
    integrationTitle: 'Regnskap',
    rights: [{ resource: 'krav-og-betalinger' }],
    accessPackages: [],
  }
  const granted = {
    type: 'DelegationGranted',
    systemUser: systemUserId(n),
    party,
    basis: { type: 'own-party' },
    rights: [{ resource: 'krav-og-betalinger', key: 'r', action: 'read' }],
    accessPackages: [],
    at,
  }
  const revoked = { type: 'SystemUserRevoked', ...identity(n) }
  return [made, granted, ...(isRevoked ? [revoked] : [])].map((event) => DomainEvent.parse(event))
}

/** System users from number `first` on, each made and given a right, every other one revoked, beginning with the first. */
export const systemUserLog = (first: number, count: number, after = 0n): StoredEvent[] =>
  stored(
    Array.from({ length: count }, (_, index) => eventsOf(first + index, index % 2 === 0)).flat(),
    after + 7n,
  )
