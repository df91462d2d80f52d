import { readFileSync } from 'node:fs'
import { type Aggregates, aggregates } from '../../application/aggregates.ts'
import { approveChange } from '../../application/approve-change.ts'
import { approveRequest } from '../../application/approve-request.ts'
import type { CommandContext } from '../../application/command-context.ts'
import { createResource, updateResource } from '../../application/create-resource.ts'
import { createSystemUser } from '../../application/create-system-user.ts'
import { decideAccess } from '../../application/decide-access.ts'
import { decideAll } from '../../application/decide-all.ts'
import { escalateRequest } from '../../application/escalate-request.ts'
import type { EventStore } from '../../application/event-store.ts'
import { giveUpSystemUser } from '../../application/give-up-system-user.ts'
import { lookUpSystemUser } from '../../application/look-up-system-user.ts'
import { policiesInForce } from '../../application/policies-in-force.ts'
import { registerSystem } from '../../application/register-system.ts'
import { rejectChange } from '../../application/reject-change.ts'
import { rejectRequest } from '../../application/reject-request.ts'
import { renameSystemUser } from '../../application/rename-system-user.ts'
import { expireRequests } from '../../application/expire-requests.ts'
import type { RequestSystemUser } from '../../application/request-findings.ts'
import { requestChange } from '../../application/request-change.ts'
import { examineRequest, requestSystemUser } from '../../application/request-system-user.ts'
import { revokeSystemUser } from '../../application/revoke-system-user.ts'
import { systemUserHistory } from '../../application/system-user-history.ts'
import { uploadPolicy } from '../../application/upload-policy.ts'
import { withdrawChange } from '../../application/withdraw-change.ts'
import { withdrawRequest } from '../../application/withdraw-request.ts'
import type { PartyCommand, RecordParty } from '../../domain/party/decide.ts'
import type { HeldRole } from '../../domain/party/state.ts'
import { Instant, type OrgNo, type PersonRef } from '../../domain/values.ts'
import { preparePolicy } from '../../infrastructure/xacml/prepare-policy.ts'
import { readNewPolicy } from '../../infrastructure/xacml/read-policy.ts'
import type { Position } from '../../projections/recorded.ts'
import { withCatalogue } from './catalogue.ts'
import { deriveId } from './derive-id.ts'
import * as fixtures from './fixtures.ts'
import { logViews } from './log-views.ts'
import { type MemoryEventStore, memoryEventStore } from './memory-event-store.ts'

export type World = ReturnType<typeof world>

/** Every use case over one log. `seenAs`: how the use cases see the store, say as one that breaks down. */
export function world(
  store: MemoryEventStore = memoryEventStore(),
  seenAs: (store: EventStore) => EventStore = (same) => same,
) {
  const views = logViews(store.log)
  const commands = aggregates(seenAs(store))
  const policies = policiesInForce(views, preparePolicy)
  const deps = {
    aggregates: commands,
    views,
    policies,
    deriveId,
    readPolicy: readNewPolicy,
    ...requestTime,
  }
  return {
    store,
    views,
    aggregates: commands,
    registerSystem: registerSystem(deps),
    requestSystemUser: requestSystemUser(deps),
    examineRequest: examineRequest(deps),
    expireRequests: expireRequests(deps),
    approveRequest: approveRequest(deps),
    rejectRequest: rejectRequest(deps),
    escalateRequest: escalateRequest(deps),
    withdrawRequest: withdrawRequest(deps),
    createSystemUser: createSystemUser(deps),
    renameSystemUser: renameSystemUser(deps),
    revokeSystemUser: revokeSystemUser(deps),
    requestChange: requestChange(deps),
    approveChange: approveChange(deps),
    rejectChange: rejectChange(deps),
    withdrawChange: withdrawChange(deps),
    giveUpSystemUser: giveUpSystemUser(deps),
    createResource: createResource(deps),
    updateResource: updateResource(deps),
    uploadPolicy: uploadPolicy(deps),
    recordParties: recordParties(commands.parties),
    lookUp: lookUpSystemUser(deps),
    decideAccess: decideAccess(deps),
    decideAll: decideAll(deps),
    history: systemUserHistory({ store }),
  }
}

/** What the register says, each of another organisation, as one command. Answers the position of the last change. */
const recordParties =
  (parties: Aggregates['parties']) => async (says: readonly PartyCommand[], by: CommandContext) => {
    let last: Position | undefined
    for (const command of says) {
      const { position } = await parties.execute(command.orgNo, command, by)
      last = position ?? last
    }
    return last === undefined ? {} : { position: last }
  }

const requestTime = {
  requestTtlDays: 10,
  noteDecision: () => undefined,
  now: () => fixtures.at,
  daysAfter: (at: Instant, days: number): Instant =>
    Instant.parse(new Date(Date.parse(at) + days * 86_400_000).toISOString()),
}

export const policyXml = readFileSync(
  new URL('../../servers/story/policies/krav-og-betalinger.xml', import.meta.url),
  'utf8',
)

const leader = (person: PersonRef): HeldRole => ({
  role: 'daglig-leder',
  holder: { type: 'person', person },
})

export const registerSays = (orgNo: OrgNo, ...roles: readonly HeldRole[]): RecordParty => ({
  type: 'RecordParty',
  orgNo,
  uuid: deriveId('party', orgNo),
  name: `Virksomhet ${orgNo}`,
  form: 'AS',
  roles,
  at: fixtures.at,
})

/** Pia leads the party; Ola sits on its board and leads the other one. */
export const organisations: readonly RecordParty[] = [
  registerSays(fixtures.party, leader(fixtures.pia), {
    role: 'styremedlem',
    holder: { type: 'person', person: fixtures.ola },
  }),
  registerSays(fixtures.otherParty, leader(fixtures.ola)),
]

export const theSystem = {
  systemId: fixtures.systemId,
  vendor: fixtures.vendor,
  content: fixtures.systemContent,
}

export const theRequest: RequestSystemUser = {
  kind: 'standard',
  vendor: fixtures.vendor,
  systemId: fixtures.systemId,
  party: fixtures.party,
  externalRef: fixtures.externalRef,
  rights: [{ resource: fixtures.resourceId }],
  accessPackages: [],
}

export const theResource = {
  id: fixtures.resourceId,
  owner: fixtures.owner,
  content: fixtures.resourceContent,
}

/** The catalogue and the register are read, and there is a resource with its policy. */
export async function withResource(to: World = world()): Promise<World> {
  await withCatalogue(to.store)
  await to.recordParties(organisations, fixtures.context('register'))
  await to.createResource(theResource, fixtures.context('create resource'))
  const { id, owner } = theResource
  await to.uploadPolicy({ id, owner, xml: policyXml }, fixtures.context('upload policy'))
  return to
}

/** And a system that asks for it. */
export async function withSystem(to: World = world()): Promise<World> {
  await withResource(to)
  await to.registerSystem(theSystem, fixtures.context('register system'))
  return to
}

/** And a request of it to the party, under its id. */
export async function withRequest(to: World = world(), changes: Partial<RequestSystemUser> = {}) {
  await withSystem(to)
  const request = { ...theRequest, ...changes }
  const requested = await to.requestSystemUser(request, fixtures.context('request'))
  if (!requested.done) throw new Error(requested.refusal.code)
  return { world: to, requestId: requested.value.id }
}

/** And Pia's yes to it. */
export async function withSystemUser(to: World = world()) {
  const { requestId } = await withRequest(to)
  await to.approveRequest(byPia(requestId), fixtures.context('approve'))
  return { world: to, requestId }
}

export const byPia = (requestId: typeof fixtures.systemUserId) => ({
  kind: 'standard' as const,
  party: fixtures.party,
  requestId,
  person: fixtures.pia,
})

export const theLookUp = {
  clientId: fixtures.clientId,
  vendor: fixtures.vendor,
  owner: fixtures.party,
  externalRef: fixtures.externalRef,
}
