import type { Route } from '../../../api/http/route.ts'
import type { OrgNo } from '../../../domain/values.ts'
import { accounting } from '../agent-story.ts'

import { owner, party, vendor } from '../fixtures.ts'
import {
  question,
  registerPath,
  requestBody,
  requestPath,
  resource,
  systemBody,
  systemUserPath,
} from '../story-world.ts'

import { accessListRows } from './access-list-rows.ts'
import { authzenRows } from './authzen-rows.ts'
import { partyRows } from './party-rows.ts'
import { registryRows } from './registry-rows.ts'
import { changePath, type Ids, lessAccess } from './world.ts'

/** A call to a route: its place and what is sent there. */
export type Cell = { readonly url: string; readonly body?: unknown; readonly form?: true }

export type Row = {
  /** Whom the route is for, with the first of its scopes. */
  readonly who: 'vendor' | 'owner' | 'maskinporten' | 'follower' | 'pia' | 'system-user'
  readonly at: (ids: Ids) => Cell
  /** It shows everybody what is their own, or what is everybody's: nothing of another is in its answer. */
  readonly isEverybodys?: true
  /** Whoever has some role at the party may do it. */
  readonly isForAnyRole?: true
  /** It makes something of the caller's own, if nothing of another is named. */
  readonly makesOwn?: true
  /** The contract tells a missing one otherwise, and tells nothing by it. */
  readonly tellsApart?: true
}

const S = systemUserPath
const C = '/authentication/api/v1/systemuser/changerequest'
const Q = requestPath
const D = '/authentication/api/v1/enduser/systemuser'
const R = '/authentication/api/v1/systemregister'

const right = (value: string) => [{ resource: [{ id: 'urn:altinn:resource', value }] }]
const system9 = ({ system: id, vendor: of }: Ids) =>
  systemBody({ id, vendor: { ID: `0192:${of}` }, accessPackages: [], clientId: ['free'] })
const asked = ({ system: systemId }: Ids) =>
  requestBody({ systemId, externalRef: 'isolation', redirectUrl: undefined })
const agentAsked = ({ system: systemId }: Ids) => ({
  systemId,
  partyOrgNo: party,
  externalRef: 'isolation',
  accessPackages: [{ urn: accounting }],
})
const vendorRow = (at: Row['at'], more: Partial<Row> = {}): Row => ({ who: 'vendor', at, ...more })
const personRow = (at: Row['at'], more: Partial<Row> = {}): Row => ({ who: 'pia', at, ...more })
const anyRole = { isForAnyRole: true } as const
const everybodys = { isEverybodys: true } as const

/** Every other route. */
export const rows: Readonly<Record<string, Row>> = {
  [`POST ${R}/vendor`]: vendorRow((ids) => ({ url: registerPath, body: system9(ids) }), {
    makesOwn: true,
  }),
  [`GET ${R}/vendor`]: vendorRow(() => ({ url: registerPath }), everybodys),
  [`GET ${R}/vendor/:systemId`]: vendorRow((ids) => ({ url: `${R}/vendor/${ids.system}` })),
  [`PUT ${R}/vendor/:systemId`]: vendorRow((ids) => ({
    url: `${R}/vendor/${ids.system}`,
    body: system9(ids),
  })),
  [`PUT ${R}/vendor/:systemId/rights`]: vendorRow((ids) => ({
    url: `${R}/vendor/${ids.system}/rights`,
    body: right(resource),
  })),
  [`PUT ${R}/vendor/:systemId/accesspackages`]: vendorRow((ids) => ({
    url: `${R}/vendor/${ids.system}/accesspackages`,
    body: [],
  })),
  [`GET ${R}/vendor/:systemId/changelog`]: vendorRow((ids) => ({
    url: `${R}/vendor/${ids.system}/changelog`,
  })),
  [`DELETE ${R}/vendor/:systemId`]: vendorRow((ids) => ({ url: `${R}/vendor/${ids.system}` })),
  [`GET ${R}`]: personRow(() => ({ url: R }), everybodys),
  [`GET ${R}/:systemId`]: personRow((ids) => ({ url: `${R}/${ids.visibleSystem}` }), everybodys),
  [`GET ${R}/:systemId/rights`]: personRow(
    (ids) => ({ url: `${R}/${ids.system}/rights` }),
    everybodys,
  ),
  [`GET ${R}/:systemId/accesspackages`]: personRow(
    (ids) => ({ url: `${R}/${ids.system}/accesspackages` }),
    everybodys,
  ),
  [`POST ${Q}/vendor`]: vendorRow((ids) => ({ url: `${Q}/vendor`, body: asked(ids) })),
  [`GET ${Q}/vendor/:requestId`]: vendorRow((ids) => ({ url: `${Q}/vendor/${ids.request}` })),
  [`GET ${Q}/vendor/byexternalref/:systemId/:orgNo/:externalRef`]: vendorRow((ids) => ({
    url: `${Q}/vendor/byexternalref/${ids.system}/${party}/${ids.externalRef}`,
  })),
  [`GET ${Q}/vendor/bysystem/:systemId`]: vendorRow((ids) => ({
    url: `${Q}/vendor/bysystem/${ids.system}`,
  })),
  [`DELETE ${Q}/vendor/:requestId`]: vendorRow((ids) => ({ url: `${Q}/vendor/${ids.request}` })),
  [`POST ${Q}/vendor/agent`]: vendorRow((ids) => ({
    url: `${Q}/vendor/agent`,
    body: agentAsked(ids),
  })),
  [`GET ${Q}/vendor/agent/:requestId`]: vendorRow((ids) => ({
    url: `${Q}/vendor/agent/${ids.agentRequest}`,
  })),
  [`GET ${Q}/vendor/agent/byexternalref/:systemId/:orgNo/:externalRef`]: vendorRow((ids) => ({
    url: `${Q}/vendor/agent/byexternalref/${ids.system}/${party}/${ids.externalRef === 'kunde-17' ? 'waiting' : ids.externalRef}`,
  })),
  [`GET ${Q}/vendor/agent/bysystem/:systemId`]: vendorRow((ids) => ({
    url: `${Q}/vendor/agent/bysystem/${ids.system}`,
  })),
  [`GET ${Q}/:party/:requestId`]: personRow((ids) => ({ url: `${Q}/${ids.party}/${ids.request}` })),
  [`GET ${Q}/:requestId`]: personRow((ids) => ({ url: `${Q}/${ids.request}` }), {
    ...anyRole,
    tellsApart: true,
  }),
  [`GET ${Q}/:party/:orgNo/pending`]: personRow((ids) => ({
    url: `${Q}/${ids.party}/${party}/pending`,
  })),
  [`POST ${Q}/:party/:requestId/approve`]: personRow((ids) => ({
    url: `${Q}/${ids.party}/${ids.request}/approve`,
  })),
  [`POST ${Q}/:party/:requestId/reject`]: personRow((ids) => ({
    url: `${Q}/${ids.party}/${ids.request}/reject`,
  })),
  [`POST ${Q}/:party/:requestId/escalate`]: personRow(
    (ids) => ({ url: `${Q}/${ids.party}/${ids.request}/escalate` }),
    anyRole,
  ),
  [`GET ${Q}/agent/:party/:requestId`]: personRow((ids) => ({
    url: `${Q}/agent/${ids.party}/${ids.agentRequest}`,
  })),
  [`GET ${Q}/agent/:requestId`]: personRow((ids) => ({ url: `${Q}/agent/${ids.agentRequest}` }), {
    ...anyRole,
    tellsApart: true,
  }),
  [`GET ${Q}/agent/:party/:orgNo/pending`]: personRow((ids) => ({
    url: `${Q}/agent/${ids.party}/${party}/pending`,
  })),
  [`POST ${Q}/agent/:party/:requestId/approve`]: personRow((ids) => ({
    url: `${Q}/agent/${ids.party}/${ids.agentRequest}/approve`,
  })),
  [`POST ${Q}/agent/:party/:requestId/reject`]: personRow((ids) => ({
    url: `${Q}/agent/${ids.party}/${ids.agentRequest}/reject`,
  })),
  [`POST ${Q}/agent/:party/:requestId/escalate`]: personRow(
    (ids) => ({ url: `${Q}/agent/${ids.party}/${ids.agentRequest}/escalate` }),
    anyRole,
  ),
  [`POST ${C}/vendor`]: vendorRow((ids) => ({
    url: `${changePath}?correlation-id=0b9c7a52-3f1e-4d8a-8f6e-2a7d5c4b3e09&system-user-id=${ids.user}`,
    body: lessAccess,
  })),
  [`GET ${C}/vendor/:requestId`]: vendorRow((ids) => ({ url: `${C}/vendor/${ids.change}` })),
  [`GET ${C}/vendor/byexternalref/:systemId/:orgNo/:externalRef`]: vendorRow((ids) => ({
    url: `${C}/vendor/byexternalref/${ids.userSystem}/${party}/${party}`,
  })),
  [`GET ${C}/vendor/bysystem/:systemId`]: vendorRow((ids) => ({
    url: `${C}/vendor/bysystem/${ids.userSystem}`,
  })),
  [`DELETE ${C}/vendor/:requestId`]: vendorRow((ids) => ({ url: `${C}/vendor/${ids.change}` })),
  [`GET ${C}/:party/:requestId`]: personRow((ids) => ({ url: `${C}/${ids.party}/${ids.change}` })),
  [`GET ${C}/:requestId`]: personRow((ids) => ({ url: `${C}/${ids.change}` }), {
    ...anyRole,
    tellsApart: true,
  }),
  [`GET ${C}/:party/:orgNo/pending`]: personRow((ids) => ({
    url: `${C}/${ids.party}/${party}/pending`,
  })),
  [`POST ${C}/:party/:requestId/approve`]: personRow((ids) => ({
    url: `${C}/${ids.party}/${ids.change}/approve`,
  })),
  [`POST ${C}/:party/:requestId/reject`]: personRow((ids) => ({
    url: `${C}/${ids.party}/${ids.change}/reject`,
  })),
  [`GET ${S}/:party`]: personRow((ids) => ({ url: `${S}/${ids.party}` })),
  [`GET ${S}/agent/:party`]: personRow((ids) => ({ url: `${S}/agent/${ids.party}` })),
  [`GET ${S}/:party/:systemUserId`]: personRow((ids) => ({ url: `${S}/${ids.party}/${ids.user}` })),
  [`GET ${S}/:party/:systemUserId/delegations`]: personRow((ids) => ({
    url: `${S}/${ids.party}/${ids.user}/delegations`,
  })),
  [`POST ${S}/:party/create`]: personRow((ids) => ({
    url: `${S}/${ids.party}/create`,
    body: { integrationTitle: 'Nytt', systemId: ids.visibleSystem },
  })),
  [`PUT ${S}`]: personRow((ids) => ({
    url: S,
    body: { id: ids.user, reporteeOrgNo: party, integrationTitle: 'Nytt navn' },
  })),
  [`DELETE ${S}/:party/:systemUserId`]: personRow((ids) => ({
    url: `${S}/${ids.party}/${ids.user}`,
  })),
  [`DELETE ${S}/agent/:party/:systemUserId`]: personRow((ids) => ({
    url: `${S}/agent/${ids.party}/${ids.agent}?facilitatorId=${ids.partyUuid}`,
  })),
  [`GET ${S}/vendor/byquery`]: vendorRow((ids) => ({
    url: `${S}/vendor/byquery?system-id=${ids.userSystem}&orgno=${party}`,
  })),
  [`GET ${S}/vendor/bysystem/:systemId`]: vendorRow((ids) => ({
    url: `${S}/vendor/bysystem/${ids.system}`,
  })),
  [`GET ${S}/vendor/diagnostics`]: vendorRow(
    () => ({ url: `${S}/vendor/diagnostics?clientId=eget&systemUserOwnerOrgNo=${party}` }),
    everybodys,
  ),
  [`DELETE ${S}/vendor/:systemUserId`]: vendorRow((ids) => ({ url: `${S}/vendor/${ids.user}` })),
  [`GET ${S}/agent/:party/clients`]: personRow((ids) => ({
    url: `${S}/agent/${ids.party}/clients?facilitator=${ids.partyUuid}`,
  })),
  [`GET ${S}/agent/:party/:facilitator/:systemUserId/delegations`]: personRow((ids) => ({
    url: `${S}/agent/${ids.party}/${ids.partyUuid}/${ids.agent}/delegations`,
  })),
  [`POST ${S}/agent/:party/:systemUserId`]: personRow((ids) => ({
    url: `${S}/agent/${ids.party}/${ids.agent}?client=${ids.client}&provider=${ids.partyUuid}`,
  })),
  [`DELETE ${S}/agent/:party/:systemUserId/client`]: personRow((ids) => ({
    url: `${S}/agent/${ids.party}/${ids.agent}/client?client=${ids.client}&provider=${ids.partyUuid}`,
  })),
  ...Object.fromEntries(
    ['GET', 'POST', 'DELETE'].map((method) => [
      `${method} ${S}/agent/:party/:systemUserId/self`,
      personRow((ids) => ({
        url: `${S}/agent/${ids.party}/${ids.agent}/self?partyUuid=${ids.partyUuid}`,
      })),
    ]),
  ),
  [`POST ${S}/agent/:party/:systemUserId/clients/bulk`]: personRow((ids) => ({
    url: `${S}/agent/${ids.party}/${ids.agent}/clients/bulk`,
    body: {},
  })),
  [`GET ${S}/agent/:party/:systemUserId/clients/bulk/:jobId`]: personRow((ids) => ({
    url: `${S}/agent/${ids.party}/${ids.agent}/clients/bulk/${ids.job}`,
  })),
  [`GET ${D}/agents`]: personRow(() => ({ url: `${D}/agents?party=${party}` })),
  [`GET ${D}/clients/available`]: personRow(
    (ids) => ({ url: `${D}/clients/available?agent=${ids.agent}` }),
    { tellsApart: true },
  ),
  [`GET ${D}/clients`]: personRow((ids) => ({ url: `${D}/clients?agent=${ids.agent}` }), {
    tellsApart: true,
  }),
  [`POST ${D}/clients`]: personRow(
    (ids) => ({ url: `${D}/clients?agent=${ids.agent}&client=${ids.client}` }),
    { tellsApart: true },
  ),
  [`DELETE ${D}/clients`]: personRow(
    (ids) => ({ url: `${D}/clients?agent=${ids.agent}&client=${ids.client}` }),
    { tellsApart: true },
  ),
  [`GET ${S}/internal/systemusers/stream`]: {
    who: 'follower',
    at: () => ({ url: `${S}/internal/systemusers/stream` }),
    isEverybodys: true,
  },
  [`GET ${S}/internal/systemusers/:id`]: {
    who: 'follower',
    at: (ids) => ({ url: `${S}/internal/systemusers/${ids.user}` }),
    isEverybodys: true,
  },
  [`GET ${S}/byExternalId`]: {
    who: 'maskinporten',
    at: (ids) => ({
      url: `${S}/byExternalId?clientId=eget&systemProviderOrgNo=${ids.vendor}&systemUserOwnerOrgNo=${party}`,
    }),
    isEverybodys: true,
  },
  ...accessListRows,
  ...registryRows,
  ...authzenRows,
  ...partyRows,
  'GET /accessmanagement/api/v1/enduser/authorizedparties': {
    who: 'system-user',
    at: () => ({ url: '/accessmanagement/api/v1/enduser/authorizedparties' }),
    isEverybodys: true,
  },
  ...Object.fromEntries(
    ['serviceowner', 'resourceowner'].map((who) => [
      `POST /accessmanagement/api/v1/${who}/authorizedparties`,
      {
        who: 'owner',
        at: ({ user }: Ids) => ({
          url: `/accessmanagement/api/v1/${who}/authorizedparties`,
          body: { type: 'urn:altinn:systemuser:uuid', value: user },
        }),
        isEverybodys: true,
      } as const,
    ]),
  ),
  'POST /authorization/api/v1/authorize': {
    who: 'owner',
    at: (ids) => ({ url: '/authorization/api/v1/authorize', body: question(ids.user) }),
    isEverybodys: true,
  },
  'POST /authorization/api/v1/decision': {
    who: 'owner',
    at: (ids) => ({ url: '/authorization/api/v1/decision', body: question(ids.user) }),
    isEverybodys: true,
  },
  'GET /audit/api/v1/systemusers/:id/history': personRow((ids) => ({
    url: `/audit/api/v1/systemusers/${ids.user}/history`,
  })),
  'GET /audit/api/v1/systemusers/:id/decisions': personRow((ids) => ({
    url: `/audit/api/v1/systemusers/${ids.user}/decisions`,
  })),
}

/** Who is right for a route: an organisation by its number, or Pia. */
export const organisationFor = ({ who }: Row): OrgNo | undefined =>
  ({ vendor, owner, maskinporten: owner, follower: owner, pia: undefined, 'system-user': vendor })[
    who
  ]

export const nameOf = ({ method, path }: Route): string => `${method} ${path}`
