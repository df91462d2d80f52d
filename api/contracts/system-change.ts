import type { SystemChange } from '../../application/system-changes.ts'
import type { SystemContent } from '../../domain/system-registration/events.ts'
import type { OrgNo, Right, SystemId } from '../../domain/values.ts'
import { withOffset } from './values.ts'

const changeTypes = {
  SystemRegistered: 'create',
  SystemReplaced: 'update',
  SystemRightsReplaced: 'rightsupdate',
  SystemAccessPackagesReplaced: 'accesspackageupdate',
  SystemDeleted: 'delete',
} as const

/** One change of a system (spec systemuser-api §1.1, R10): the state that it led to, and by whose token. */
export const systemChange = (
  { event, metadata }: SystemChange,
  systemInternalId: string | undefined,
) => ({
  systemInternalId,
  changedByOrgNumber: metadata.actor.type === 'organisation' ? metadata.actor.orgNo : event.vendor,
  changeType: changeTypes[event.type],
  changedData: changedData(event),
  clientId: metadata.clientId,
  created: withOffset(event.at),
})

function changedData(event: SystemChange['event']) {
  switch (event.type) {
    case 'SystemRegistered':
    case 'SystemReplaced':
      return document(event.systemId, event.vendor, event.content)
    case 'SystemRightsReplaced':
      return event.rights.map(right)
    case 'SystemAccessPackagesReplaced':
      return event.accessPackages.map(accessPackage)
    case 'SystemDeleted':
      return undefined
  }
}

/** In the spelling of the contract, which is that of no other answer. */
const document = (systemId: SystemId, vendor: OrgNo, content: SystemContent) => ({
  Id: systemId,
  Name: content.name,
  Rights: content.rights.map(right),
  Vendor: { ID: `0192:${vendor}` },
  ClientId: content.clientIds,
  IsVisible: content.visible,
  Description: content.description,
  AccessPackages: content.accessPackages.map(accessPackage),
  AllowedRedirectUrls: content.redirectUrls,
})

const right = ({ action, resource }: Right) => ({
  Action: action ?? null,
  Resource: [{ id: 'urn:altinn:resource', value: resource }],
})

const accessPackage = (urn: string) => ({ Urn: urn })
