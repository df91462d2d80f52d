import { z } from 'zod'

// What the API answers, as a reader of its document sees it. The tests hold every answer that is given against these.

const uuid = z.uuid()
const orgNo = z.string().regex(/^\d{9}$/u)
const time = z.string().describe('ISO 8601, UTC')
const localized = z.record(z.string(), z.string())

export const Right = z.strictObject({
  action: z.string().optional(),
  resource: z.array(z.strictObject({ id: z.string(), value: z.string() })),
})
export const AccessPackage = z.strictObject({ urn: z.string().optional() })

/** RFC 9457, with the contract's own members. */
export const Problem = z
  .looseObject({
    type: z.string().optional(),
    title: z.string(),
    status: z.int(),
    code: z.string().optional().describe('AUTH-000NN, or STD-00000 where validationErrors are'),
    traceId: z.string().optional(),
    detail: z.string().optional(),
    errors: z.record(z.string(), z.array(z.string())).optional(),
    validationErrors: z
      .array(
        z.looseObject({
          code: z.string(),
          title: z.string(),
          paths: z.array(z.string()).optional(),
        }),
      )
      .optional(),
  })
  .describe('What is wrong, and what to do about it. Readers go by the code.')

export const Succeeded = z.strictObject({ succeeded: z.literal(true) })

export const RegisteredSystem = z.strictObject({
  id: z.string(),
  vendor: z.strictObject({ ID: z.string() }),
  name: localized,
  description: localized,
  rights: z.array(Right),
  accessPackages: z.array(AccessPackage),
  isDeleted: z.boolean(),
  clientId: z.array(z.string()),
  isVisible: z.boolean(),
  allowedRedirectUrls: z.array(z.string()),
})

export const ListedSystem = z.strictObject({
  systemId: z.string(),
  systemVendorOrgNumber: orgNo,
  systemVendorOrgName: z.string(),
  name: localized,
  description: localized,
  rights: z.array(Right),
  accessPackages: z.array(AccessPackage),
  isVisible: z.boolean(),
})

export const SystemChange = z.strictObject({
  systemInternalId: uuid.optional(),
  changedByOrgNumber: z.string().optional(),
  changeType: z.enum([
    'create',
    'update',
    'rightsupdate',
    'accesspackageupdate',
    'delete',
    'unknown',
  ]),
  changedData: z.unknown().optional(),
  clientId: z.string().optional(),
  created: z.string(),
})

const status = z.enum(['New', 'Accepted', 'Rejected', 'Denied', 'Timedout', 'NoChangeNeeded'])

export const Request = z.strictObject({
  id: uuid,
  integrationTitle: z.string(),
  externalRef: z.string(),
  systemId: z.string(),
  partyOrgNo: orgNo,
  rights: z.array(Right).optional().describe('Not of agents'),
  accessPackages: z.array(AccessPackage),
  status,
  rejectReason: z.string().optional(),
  redirectUrl: z.string().optional(),
  confirmUrl: z.string().optional(),
  escalated: z.boolean(),
  created: time,
  timedOut: z.boolean(),
})

export const ExaminedRequest = z.strictObject({
  outcome: z.enum(['created', 'existing', 'refused']),
  id: uuid.optional(),
  findings: z.array(z.looseObject({ code: z.string(), status: z.int(), title: z.string() })),
})

export const PortalRequest = z.strictObject({
  id: uuid,
  externalRef: z.string(),
  systemId: z.string(),
  partyOrgNo: orgNo,
  partyId: z.int(),
  partyUuid: uuid,
  rights: z.array(Right),
  accessPackages: z.array(AccessPackage),
  status,
  redirectUrl: z.string().optional(),
  escalated: z.boolean(),
  userMayEscalateButNotApprove: z.boolean(),
  created: time,
  systemUserType: z.string().optional(),
})

export const Change = z.strictObject({
  id: uuid,
  externalRef: z.string(),
  systemId: z.string(),
  systemUserId: uuid,
  partyOrgNo: orgNo,
  requiredRights: z.array(Right),
  unwantedRights: z.array(Right),
  requiredAccessPackages: z.array(AccessPackage),
  unwantedAccessPackages: z.array(AccessPackage),
  status,
  rejectReason: z.string().optional(),
  redirectUrl: z.string().optional(),
  confirmUrl: z.string().optional(),
  created: time,
  timedOut: z.boolean(),
})

export const PortalChange = Change.omit({ created: true, timedOut: true }).extend({
  partyId: z.int(),
  partyUuid: uuid,
})

/** A page of something, and where the next one is. */
export const pageOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.strictObject({ links: z.strictObject({ next: z.string().optional() }), data: z.array(schema) })

export const SystemUser = z.strictObject({
  id: uuid,
  integrationTitle: z.string(),
  systemId: z.string(),
  productName: z.string(),
  reporteeOrgNo: orgNo,
  created: time,
  isDeleted: z.boolean(),
  supplierName: z.string(),
  supplierOrgno: orgNo,
  externalRef: z.string(),
  userType: z.enum(['standard', 'agent']),
})

export const PartySystemUser = SystemUser.extend({
  systemInternalId: uuid.optional(),
  partyId: z.string(),
  partyUuId: z.string(),
  accessPackages: z.array(AccessPackage),
})

export const SystemUserDetail = PartySystemUser.extend({ rights: z.array(Right).optional() })

export const Delegations = z.strictObject({
  systemUserId: uuid,
  rights: z.array(Right),
  accessPackages: z.array(AccessPackage),
})

export const FollowedSystemUser = z.strictObject({
  id: uuid,
  partyOrgNo: orgNo,
  partyId: z.string(),
  integrationTitle: z.string(),
  isDeleted: z.boolean(),
  lastChanged: time,
  created: time,
  sequenceNo: z.int(),
  systemUserType: z.enum(['standard', 'agent']),
})

export const SystemUserStream = pageOf(FollowedSystemUser).extend({
  stats: z.strictObject({ pageStart: z.int(), pageEnd: z.int(), sequenceMax: z.int() }),
})

export const Client = z.strictObject({
  partyUuid: uuid,
  displayName: z.string(),
  organizationIdentifier: orgNo,
  access: z.array(z.strictObject({ role: z.string(), packages: z.array(z.string()) })),
})

export const ClientDelegation = z.strictObject({
  agentSystemUserId: uuid,
  delegationId: uuid,
  customerId: uuid,
  assignmentId: uuid,
  customerName: z.string().optional(),
  customerOrganizationNumber: orgNo.optional(),
})

export const ClientPage = pageOf(
  z.strictObject({
    clientId: uuid,
    clientOrganizationNumber: orgNo,
    clientOrganizationName: z.string(),
  }),
).extend({
  systemUserInformation: z.strictObject({ systemUserId: uuid, systemUserOwnerOrg: orgNo }),
})

export const AgentAndClient = z.strictObject({ agent: uuid, client: uuid })

export const StartedJob = z.strictObject({ id: uuid, total: z.int() })

export const ClientJob = z.strictObject({
  id: uuid,
  action: z.enum(['assign', 'remove']),
  status: z.enum(['running', 'finished']),
  total: z.int(),
  done: z.int(),
  refused: z.int(),
  left: z.int(),
  started: time,
  changed: time,
  results: z.array(z.strictObject({ organizationNumber: orgNo, outcome: z.string() })),
})

export const Resource = z.looseObject({
  identifier: z.string(),
  title: localized,
  description: localized,
  resourceType: z.string(),
  delegable: z.boolean(),
  visible: z.boolean(),
})

export const PolicyRights = z.array(z.looseObject({}))

export const Diagnosis = z.strictObject({
  finding: z.enum([
    'found',
    'client-id-unknown',
    'system-deleted',
    'customer-unknown',
    'request-waits',
    'request-rejected',
    'request-expired',
    'other-external-ref',
    'never-asked',
  ]),
  usable: z.boolean(),
  advice: z.string(),
  systemId: z.string().optional(),
  systemUser: uuid.optional(),
  request: uuid.optional(),
  externalRefs: z.array(z.string()).optional(),
})

/** XACML 3.0 JSON, with null written out. */
export const Decisions = z.strictObject({
  response: z.array(
    z.looseObject({
      decision: z.enum(['Permit', 'Deny', 'NotApplicable', 'Indeterminate']),
      status: z.looseObject({
        statusMessage: z
          .string()
          .nullable()
          .describe('Why: the grant and approval, or what is missing'),
        statusCode: z.looseObject({ value: z.string() }),
      }),
      obligations: z.array(z.looseObject({})).nullable(),
    }),
  ),
})

export const History = z.strictObject({
  systemUser: uuid,
  vendor: orgNo,
  party: orgNo,
  events: z.array(z.looseObject({ id: uuid, type: z.string(), at: z.string() })),
})

export const Health = z.looseObject({ status: z.string().optional() })
