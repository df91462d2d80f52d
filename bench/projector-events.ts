const at = '2026-01-05T10:00:00.000Z'
const eventsPerUser = 5

const uuid = (n: number, kind: number): string =>
  `${n.toString(16).padStart(8, '0')}-0000-4000-8000-${String(kind).padStart(12, '0')}`

const metadata = (n: number) => ({
  v: 1,
  occurredAt: at,
  actor: { type: 'person', person: uuid(n, 7), party: '310000002' },
  commandId: uuid(n, 8),
  correlationId: uuid(n, 9),
  clientId: 'd2f3b7c8-measuring',
})

const right = { resource: 'krav-og-betalinger', action: 'read' }

/** The life of a system user: asked for, given its right, approved, and every other time taken back. */
function lifeOf(user: number) {
  const id = uuid(user, 1)
  const party = String(310_000_000 + (user % 10_000))
  const identity = {
    id,
    kind: 'standard',
    systemId: '310000001_regnskap',
    vendor: '310000001',
    party,
    externalRef: `customer-${user}`,
    at,
  }
  const asked = {
    ...identity,
    integrationTitle: 'Regnskap',
    rights: [right],
    accessPackages: [],
    redirectUrl: 'https://smartcloud.example/receipt',
    expiresAt: '2026-07-05T10:00:00.000Z',
  }
  const delegation = { systemUser: id, party, at }
  const rights = [{ ...right, key: 'krav-og-betalinger:read' }]
  return [
    { type: 'SystemUserRequested', ...asked },
    {
      type: 'DelegationGranted',
      ...delegation,
      basis: { type: 'own-party' },
      rights,
      accessPackages: [],
    },
    { type: 'SystemUserApproved', ...identity, integrationTitle: 'Regnskap' },
    user % 2 === 0
      ? { type: 'SystemUserRevoked', ...identity }
      : {
          type: 'DelegationGranted',
          ...delegation,
          basis: { type: 'own-party' },
          rights,
          accessPackages: [],
        },
    { type: 'PartyRenamed', orgNo: party, name: `Customer ${user}`, at },
  ]
}

/** Events number `first` and on of an endless log, for the client to append. */
export const systemUserEvents = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const n = first + index
    const data = lifeOf(Math.floor(n / eventsPerUser))[n % eventsPerUser] ?? { type: 'none' }
    return { id: uuid(n, 2), type: data.type, data, metadata: metadata(n) }
  })
