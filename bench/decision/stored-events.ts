import type { DomainEvent } from '../../domain/domain-event.ts'
import type { EventMetadata } from '../../domain/event-metadata.ts'
import {
  AccessPackage,
  ExternalRef,
  Instant,
  OrgNo,
  PersonRef,
  SystemId,
} from '../../domain/values.ts'
import type { Recorded } from '../../projections/recorded.ts'
import { allParties, type Delegation, offers } from './delegations.ts'
import { delegatedRight, policiesReady, policyTexts } from './policies.ts'

const at = Instant.parse('2026-01-05T12:00:00.000Z')
const expiresAt = Instant.parse('2026-01-15T12:00:00.000Z')
const owner = OrgNo.parse('974761076')
const person = PersonRef.parse('0b6dd0ff-0b0a-4d5a-9d0c-6d3d6a0e8a11')
const commandId = '7d1c3d35-5a54-4a62-8d1a-5a3f3c0b9b11'

const systems = Array.from({ length: 100 }, (_, n) => {
  const vendor = OrgNo.parse(String(312_000_000 + n))
  return { vendor, systemId: SystemId.parse(`${vendor}_regnskap`) }
})
const [firstSystem = { vendor: owner, systemId: SystemId.parse(owner) }] = systems

const metadata: EventMetadata = {
  v: 1,
  occurredAt: at,
  actor: { type: 'person', person, party: owner },
  commandId,
  correlationId: commandId,
}

/** Events as they come out of the log, each a bit further on than the one before. */
export function recorder(): (event: DomainEvent) => Recorded {
  let count = 0
  return (event) => {
    count += 1
    const id = `${count.toString(16).padStart(8, '0')}-0000-5000-8000-000000000002`
    return { id, position: BigInt(count * 1_000), event, metadata }
  }
}

/** What stands before any system user: the parties, the systems and the policies. */
export function* groundEvents(): Generator<DomainEvent> {
  for (const orgNo of allParties) {
    const uuid = `00000000-0000-4000-8000-000${orgNo}`
    yield { type: 'PartyRegistered', orgNo, name: `Customer ${orgNo}`, form: 'AS', uuid, at }
  }
  const named = { nb: 'Regnskap', nn: 'Rekneskap', en: 'Accounting' }
  const content = {
    name: named,
    description: named,
    rights: offers.map(({ resource }) => ({ resource })),
    accessPackages: [],
    clientIds: [],
    visible: true,
    redirectUrls: [],
  }
  for (const { vendor, systemId } of systems)
    yield { type: 'SystemRegistered', systemId, internalId: commandId, vendor, content, at }
  for (const { resource, xml } of policyTexts())
    yield { type: 'ResourcePolicyUploaded', id: resource, owner, version: 1, xml, at }
}

/** The life of a system user so far: asked for, given what it holds, approved. */
export function lifeEvents(): (n: number, delegation: Delegation) => readonly DomainEvent[] {
  const policies = policiesReady()
  return (n, { systemUser, party, rights, packages }) => {
    const identity = {
      id: systemUser,
      kind: 'standard' as const,
      ...(systems[n % systems.length] ?? firstSystem),
      party,
      externalRef: ExternalRef.parse(`customer-${n}`),
      at,
    }
    const accessPackages = packages.map((name) =>
      AccessPackage.parse(`urn:altinn:accesspackage:${name}`),
    )
    const asked = [...new Set(rights.map(({ resource }) => resource))]
    const integrationTitle = 'SmartRegnskap'
    return [
      {
        type: 'SystemUserRequested',
        ...identity,
        integrationTitle,
        rights: asked.map((resource) => ({ resource })),
        accessPackages,
        expiresAt,
      },
      {
        type: 'DelegationGranted',
        systemUser,
        party,
        basis: { type: 'own-party' },
        rights: rights.map((right) => delegatedRight(policies, right)),
        accessPackages,
        at,
      },
      { type: 'SystemUserApproved', ...identity, integrationTitle },
    ]
  }
}
