import type { CommandContext } from '../../application/command-context.ts'
import type { ResourceContent } from '../../domain/resource/events.ts'
import type { SystemContent } from '../../domain/system-registration/events.ts'
import type { Asked } from '../../domain/system-user/state.ts'
import {
  ClientId,
  ExternalRef,
  Instant,
  OrgNo,
  PersonRef,
  ResourceId,
  SystemId,
  SystemUserId,
} from '../../domain/values.ts'
import { deriveId } from './derive-id.ts'

// The people and things of all tests. Organisations are of the synthetic series; times and ids stand still.

export const vendor = OrgNo.parse('312605031')
export const otherVendor = OrgNo.parse('314330897')
export const party = OrgNo.parse('310702641')
export const otherParty = OrgNo.parse('314168267')
export const owner = OrgNo.parse('974761076')
export const otherOwner = OrgNo.parse('991825827')

export const pia = PersonRef.parse('7c9e6679-7425-40de-944b-e07fc1f90ae7')
export const ola = PersonRef.parse('16fd2706-8baf-433b-82eb-8c7fada847da')

export const systemId = SystemId.parse(`${vendor}_regnskap`)
export const otherSystemId = SystemId.parse(`${otherVendor}_fakta`)
export const clientId = ClientId.parse('smartcloud-regnskap')
export const resourceId = ResourceId.parse('ske-krav-og-betalinger')
export const otherResourceId = ResourceId.parse('skattegrunnlag')
export const systemUserId = SystemUserId.parse('5b0ad8f6-6d4c-4b2a-9f0e-1c8f5d2b7a01')
export const externalRef = ExternalRef.parse('kunde-17')

export const at = Instant.parse('2026-01-05T12:00:00.000Z')
export const later = Instant.parse('2026-01-06T12:00:00.000Z')
/** When a request made at {@link at} lapses. */
export const expiresAt = Instant.parse('2026-01-15T12:00:00.000Z')
export const tooLate = Instant.parse('2026-01-15T12:00:00.001Z')

export const localized = (text: string) => ({ nb: text, nn: text, en: text })

export const asked: Asked = {
  id: systemUserId,
  kind: 'standard',
  systemId,
  vendor,
  party,
  externalRef,
  integrationTitle: 'SmartRegnskap',
  rights: [{ resource: resourceId }],
  accessPackages: [],
}

export const systemContent: SystemContent = {
  name: localized('SmartRegnskap'),
  description: localized('Regnskap for små bedrifter'),
  rights: [{ resource: resourceId }],
  accessPackages: [],
  clientIds: [clientId],
  visible: true,
  redirectUrls: ['https://smartcloud.example/ferdig'],
}

export const resourceContent: ResourceContent = {
  title: localized('Krav og betalinger'),
  description: localized('Hva virksomheten skylder og har betalt'),
  resourceType: 'GenericAccessResource',
  delegable: true,
  visible: true,
  more: {},
}

/** A command's context. Commands of different names have different ids, of one name the same. */
export const context = (name: string, more: Partial<CommandContext> = {}): CommandContext => ({
  commandId: deriveId('command', name),
  at,
  actor: { type: 'organisation', orgNo: vendor },
  correlationId: name,
  ...more,
})
