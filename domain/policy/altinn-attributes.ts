/** Categories of attributes in a question to the decision point. */
export const category = {
  subject: 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject',
  resource: 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource',
  action: 'urn:oasis:names:tc:xacml:3.0:attribute-category:action',
  environment: 'urn:oasis:names:tc:xacml:3.0:attribute-category:environment',
} as const

export const actionId = 'urn:oasis:names:tc:xacml:1.0:action:action-id'

/** Attributes that tell who asks. Those that start with `party` may also tell whose the resource is. */
export const subjectAttribute = {
  systemUserUuid: 'urn:altinn:systemuser:uuid',
  userId: 'urn:altinn:userid',
  partyId: 'urn:altinn:partyid',
  partyUuid: 'urn:altinn:party:uuid',
  partyType: 'urn:altinn:partytype',
  personNumber: 'urn:altinn:person:identifier-no',
  personUuid: 'urn:altinn:person:uuid',
  organizationNumber: 'urn:altinn:organization:identifier-no',
  organizationUuid: 'urn:altinn:organization:uuid',
  /** The name that came before `organizationNumber`, still understood. */
  organizationNumberEarlier: 'urn:altinn:organizationnumber',
  /** A service owner, by its short code. */
  org: 'urn:altinn:org',
  sessionId: 'urn:altinn:sessionid',
  roleCode: 'urn:altinn:rolecode',
  /** The value is the last part of the package's URN, as in `skatt-naering`. */
  accessPackage: 'urn:altinn:accesspackage',
  accessList: 'urn:altinn:access-list',
} as const

/** Attributes that tell what is asked for. */
export const resourceAttribute = {
  resource: 'urn:altinn:resource',
  org: 'urn:altinn:org',
  app: 'urn:altinn:app',
  /** `{partyId}/{guid}`. */
  instanceId: 'urn:altinn:instance-id',
  resourceInstanceId: 'urn:altinn:resource:instance-id',
  task: 'urn:altinn:task',
  endEvent: 'urn:altinn:end-event',
  appResource: 'urn:altinn:appresource',
  partyId: 'urn:altinn:partyid',
  partyUuid: 'urn:altinn:party:uuid',
  organizationNumber: 'urn:altinn:organization:identifier-no',
  organizationNumberEarlier: 'urn:altinn:organizationnumber',
  personNumber: 'urn:altinn:person:identifier-no',
} as const

/** Categories of obligations that carry the lowest level a caller must have signed in with. */
export const minimumLevel = {
  everyone: 'urn:altinn:minimum-authenticationlevel',
  serviceOwner: 'urn:altinn:minimum-authenticationlevel-org',
} as const
