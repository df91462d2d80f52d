import fc from 'fast-check'
import { DomainEvent } from '../../domain/domain-event.ts'
import type { EventMetadata } from '../../domain/event-metadata.ts'
import { PersonRef } from '../../domain/values.ts'
import type { StoredEvent } from '../../projections/recorded.ts'

// Few names, so that events meet: the same system user is approved twice, revoked before it was made, and so on.
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const oneOf = (...values: readonly string[]) => fc.constantFrom(...values)
const some = (first: number) => oneOf(uuid(first), uuid(first + 1), uuid(first + 2))

const orgNo = oneOf('310000001', '310000002', '310000003')
const systemId = oneOf('310000001_lønn', '310000001_regnskap', '310000002')
const resource = oneOf('krav-og-betalinger', 'mva-melding')
const at = oneOf('2026-01-05T10:00:00.000Z', '2026-01-06T10:00:00.000Z', '2026-02-01T00:00:00.000Z')
const accessPackages = fc.array(oneOf('urn:altinn:accesspackage:skatt'), { maxLength: 1 })
const rights = fc.array(fc.record({ resource }), { maxLength: 2 })
const localized = fc.record({ nb: fc.string(), nn: fc.string(), en: fc.string() })
const kind = oneOf('standard', 'agent')
const holder = fc.oneof(
  fc.record({ type: fc.constant('person'), person: some(70) }),
  fc.record({ type: fc.constant('organisation'), orgNo }),
)
const role = oneOf('daglig-leder', 'regnskapsforer')

const identity = {
  id: some(10),
  kind,
  systemId,
  vendor: orgNo,
  party: orgNo,
  externalRef: oneOf('a', 'b~c', '"]'),
  at,
}
const asked = { ...identity, integrationTitle: fc.string(), rights, accessPackages }
const content = fc.record({
  name: localized,
  description: localized,
  rights,
  accessPackages,
  clientIds: fc.array(oneOf('client-1', 'client-2'), { maxLength: 2 }),
  visible: fc.boolean(),
  redirectUrls: fc.array(fc.webUrl(), { maxLength: 1 }),
})
const resourceContent = fc.record({
  title: localized,
  description: localized,
  resourceType: oneOf('GenericAccessResource', 'Systemresource'),
  delegable: fc.boolean(),
  visible: fc.boolean(),
  more: fc.oneof(
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
    fc.record({ hasCompetentAuthority: fc.record({ orgcode: oneOf('skd', 'NAV', 'å') }) }),
    fc.record({ accessListMode: oneOf('Enabled', 'Disabled') }),
  ),
})
const resourceSaid = fc.record(
  {
    id: resource,
    owner: orgNo,
    content: resourceContent,
    version: fc.integer({ min: 1, max: 3 }),
    at,
  },
  { requiredKeys: ['id', 'owner', 'content', 'at'] },
)
const reservation = fc.oneof(
  fc.record(
    {
      kind: fc.constant('client-id'),
      key: oneOf('client-1', 'client-2'),
      holder: fc.oneof(systemId, oneOf('no system')),
      claim: some(90),
      at,
    },
    { requiredKeys: ['kind', 'key', 'holder', 'at'] },
  ),
  fc.record({ kind: fc.constant('request-triple'), key: some(80), holder: some(10), at }),
  fc.record({ kind: fc.constant('change-id'), key: some(20), holder: some(10), at }),
)
const delegation = { systemUser: some(10), party: orgNo, at }
const accessListSaid = {
  id: oneOf('skd:fisk', 'nav:fisk'),
  edition: fc.integer({ min: 1, max: 2 }),
  at,
}
const basis = fc.oneof(
  fc.record({ type: fc.constant('own-party') }),
  fc.record({
    type: fc.constant('client'),
    facilitator: orgNo,
    roles: fc.array(role, { maxLength: 2 }),
  }),
)
const change = { ...identity, change: some(20) }
const wanted = {
  requiredRights: rights,
  unwantedRights: rights,
  requiredAccessPackages: accessPackages,
  unwantedAccessPackages: accessPackages,
}
const job = { id: some(60), systemUser: some(10), facilitator: orgNo, at }
const delegatedRight = fc.record({ resource, key: fc.string(), action: oneOf('read', 'write') })

const accessPackage = oneOf('urn:altinn:accesspackage:skatt', 'urn:altinn:accesspackage:toll')
const heading = fc.record({ id: some(40), name: fc.string() })
const entityType = oneOf('Organisasjon', 'Person')
const packageOfRole = fc.record(
  { accessPackage, form: oneOf('NUF'), hasAccess: fc.boolean(), canDelegate: fc.boolean() },
  { requiredKeys: ['accessPackage', 'hasAccess', 'canDelegate'] },
)

/** For every type of event, what it may hold. Complete, or it does not compile. */
const shapes = {
  SystemRegistered: fc.record({ systemId, internalId: some(30), vendor: orgNo, content, at }),
  SystemReplaced: fc.record({ systemId, vendor: orgNo, content, at }),
  SystemRightsReplaced: fc.record({
    systemId,
    vendor: orgNo,
    rights,
    at,
  }),
  SystemAccessPackagesReplaced: fc.record({
    systemId,
    vendor: orgNo,
    accessPackages,
    at,
  }),
  SystemDeleted: fc.record({ systemId, vendor: orgNo, at }),
  SystemUserRequested: fc.record(
    { ...asked, expiresAt: at, redirectUrl: fc.webUrl() },
    {
      requiredKeys: [
        'id',
        'kind',
        'systemId',
        'vendor',
        'party',
        'externalRef',
        'at',
        'integrationTitle',
        'rights',
        'accessPackages',
        'expiresAt',
      ],
    },
  ),
  SystemUserRequestEscalated: fc.record(identity),
  SystemUserApproved: fc.record({ ...identity, integrationTitle: fc.string() }),
  SystemUserRejected: fc.record(identity),
  SystemUserRequestWithdrawn: fc.record(identity),
  SystemUserRequestExpired: fc.record(identity),
  SystemUserCreated: fc.record(asked),
  SystemUserRenamed: fc.record({ ...identity, integrationTitle: fc.string() }),
  SystemUserRevoked: fc.record(identity),
  SystemUserChangeRequested: fc.record({ ...change, ...wanted, expiresAt: at }),
  SystemUserChangeApproved: fc.record({
    ...change,
    given: fc.record({ rights: fc.array(delegatedRight, { maxLength: 2 }), accessPackages }),
    taken: fc.record({ resources: fc.array(resource, { maxLength: 1 }), accessPackages }),
  }),
  SystemUserChangeRejected: fc.record(change),
  SystemUserChangeWithdrawn: fc.record(change),
  SystemUserChangeExpired: fc.record(change),
  ClientJobStarted: fc.record({
    ...job,
    person: some(70),
    action: oneOf('assign', 'remove'),
    clients: fc.uniqueArray(orgNo, { maxLength: 2 }),
  }),
  ClientJobProgressed: fc.record({
    ...job,
    results: fc.array(fc.record({ client: orgNo, outcome: fc.string() }), { maxLength: 2 }),
  }),
  DelegationGranted: fc.record({
    ...delegation,
    basis,
    rights: fc.array(delegatedRight, { maxLength: 2 }),
    accessPackages,
  }),
  DelegationRevoked: fc.record(delegation),
  ResourceCreated: resourceSaid,
  ResourceUpdated: resourceSaid,
  ResourceDeleted: fc.record({ id: resource, owner: orgNo, at }),
  AccessListCreated: fc
    .tuple(
      fc.constantFrom(
        { id: 'skd:fisk', owner: 'skd', name: 'fisk' },
        { id: 'nav:fisk', owner: 'nav', name: 'fisk' },
      ),
      fc.record({ ...accessListSaid, title: fc.string(), description: fc.string() }),
    )
    .map(([which, said]) => ({ ...said, ...which })),
  AccessListDescribed: fc.record({
    ...accessListSaid,
    title: fc.string(),
    description: fc.string(),
  }),
  AccessListDeleted: fc.record(accessListSaid),
  AccessListMemberAdded: fc.record({ ...accessListSaid, party: orgNo }),
  AccessListMemberRemoved: fc.record({ ...accessListSaid, party: orgNo }),
  AccessListResourceConnected: fc.record({
    ...accessListSaid,
    resource,
    actions: fc.array(oneOf('read', 'write'), { maxLength: 2 }),
  }),
  AccessListResourceDisconnected: fc.record({ ...accessListSaid, resource }),
  ResourcePolicyUploaded: fc.record({
    id: resource,
    owner: orgNo,
    version: fc.integer({ min: 1, max: 3 }),
    xml: fc.string(),
    subjects: fc.uniqueArray(
      fc.record({ id: oneOf('urn:altinn:accesspackage'), value: oneOf('skatt', 'toll') }),
      { maxLength: 2, selector: ({ value }) => value },
    ),
    at,
  }),
  PartyRegistered: fc.record(
    {
      orgNo,
      name: fc.string(),
      form: oneOf('AS', 'BEDR', 'ORGL'),
      uuid: some(50),
      parent: orgNo,
      at,
    },
    { requiredKeys: ['orgNo', 'name', 'form', 'uuid', 'at'] },
  ),
  PartyDissolved: fc.record({ orgNo, at }),
  PartyRenamed: fc.record({ orgNo, name: fc.string(), at }),
  PartyRoleGiven: fc.record({ orgNo, role, holder, at }),
  PartyRoleEnded: fc.record({ orgNo, role, holder, at }),
  RegisterFeedRead: fc.record({
    register: some(60),
    feed: oneOf('enheter', 'roller'),
    place: oneOf('17', '18'),
    unread: fc.array(orgNo, { maxLength: 2 }),
    at,
  }),
  AccessPackageDefined: fc.record({
    urn: accessPackage,
    id: some(40),
    name: localized,
    area: heading,
    areaGroup: heading,
    entityType,
    isAssignable: fc.boolean(),
    isDelegable: fc.boolean(),
    isAvailableForServiceOwners: fc.boolean(),
    at,
  }),
  AccessPackageWithdrawn: fc.record({ urn: accessPackage, at }),
  RoleDefined: fc.record({
    code: role,
    id: some(50),
    urn: fc.string(),
    name: localized,
    isKeyRole: fc.boolean(),
    provider: fc.string(),
    entityType,
    grantsRoles: fc.array(oneOf('admai', 'utinn'), { maxLength: 2 }),
    packages: fc.array(packageOfRole, { maxLength: 2 }),
    at,
  }),
  RoleWithdrawn: fc.record({ code: role, at }),
  AnswerKept: fc.record({
    digest: fc.string(),
    status: fc.integer({ min: 200, max: 299 }),
    headers: fc.dictionary(fc.string(), fc.string(), { maxKeys: 1 }),
    at,
  }),
  Reserved: reservation,
  Released: reservation,
} satisfies Record<DomainEvent['type'], fc.Arbitrary<object>>

/** Any event that the domain knows, whether or not it makes sense where it stands. */
export const domainEvent: fc.Arbitrary<DomainEvent> = fc.oneof(
  ...Object.entries(shapes).map(([type, shape]) =>
    shape.map((members: object) => DomainEvent.parse({ type, ...members })),
  ),
)

const metadata: EventMetadata = {
  v: 1,
  occurredAt: DomainEvent.parse({
    type: 'SystemDeleted',
    systemId: '310000001',
    vendor: '310000001',
    at: '2026-01-05T10:00:00.000Z',
  }).at,
  actor: { type: 'person', person: PersonRef.parse(uuid(70)) },
  commandId: uuid(1),
  correlationId: 'test',
}

/** The events as they lie in a log, with gaps between their positions. */
export const stored = (events: readonly DomainEvent[], firstPosition = 100n): StoredEvent[] =>
  events.map((event, index) => ({
    id: uuid(1_000 + index),
    position: firstPosition + 7n * BigInt(index),
    type: event.type,
    data: event,
    metadata,
  }))

/** Any log of so many events. */
export const anyLog = (maxLength: number): fc.Arbitrary<StoredEvent[]> =>
  fc.array(domainEvent, { minLength: 1, maxLength }).map((events) => stored(events))
