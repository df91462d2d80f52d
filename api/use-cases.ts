import { isAccessManager } from '../application/access-manager.ts'
import { aggregates } from '../application/aggregates.ts'
import { approveChange, packagesOfChange } from '../application/approve-change.ts'
import { approveRequest } from '../application/approve-request.ts'
import { assignClient } from '../application/assign-client.ts'
import { addOwnOrganisation, removeOwnOrganisation } from '../application/own-organisation.ts'
import { removeClient } from '../application/remove-client.ts'
import { createResource, updateResource } from '../application/create-resource.ts'
import { createSystemUser } from '../application/create-system-user.ts'
import { decideAccess } from '../application/decide-access.ts'
import { decideAll } from '../application/decide-all.ts'
import type { NoteDecision } from '../application/decision-log.ts'
import {
  changeAccessList,
  connectResource,
  putAccessList,
} from '../application/keep-access-lists.ts'
import { deleteResource } from '../application/delete-resource.ts'
import { deleteSystem } from '../application/delete-system.ts'
import type { DeriveId } from '../application/derive-id.ts'
import { diagnoseLookUp } from '../application/diagnose-look-up.ts'
import { escalateRequest } from '../application/escalate-request.ts'
import type { EventStore } from '../application/event-store.ts'
import { expireRequests } from '../application/expire-requests.ts'
import { type FollowRegister, followRegister } from '../application/follow-register.ts'
import { giveUpSystemUser } from '../application/give-up-system-user.ts'
import { firstAnswer, keepAnswer } from '../application/kept-answers.ts'
import { lookUpSystemUser } from '../application/look-up-system-user.ts'
import { policiesInForce, type PreparePolicy } from '../application/policies-in-force.ts'
import { recordCatalogue } from '../application/record-catalogue.ts'
import { recordOwnResources } from '../application/record-own-resources.ts'
import { registerSystem } from '../application/register-system.ts'
import { rejectChange } from '../application/reject-change.ts'
import { rejectRequest } from '../application/reject-request.ts'
import { renameSystemUser } from '../application/rename-system-user.ts'
import { replaceSystem } from '../application/replace-system.ts'
import { requestChange } from '../application/request-change.ts'
import { examineRequest, requestSystemUser } from '../application/request-system-user.ts'
import {
  replaceSystemAccessPackages,
  replaceSystemRights,
} from '../application/replace-system-access.ts'
import { runClientJobs } from '../application/run-client-jobs.ts'
import { startClientJob } from '../application/start-client-job.ts'
import { revokeSystemUser } from '../application/revoke-system-user.ts'
import { systemChanges } from '../application/system-changes.ts'
import { systemUserHistory } from '../application/system-user-history.ts'
import { uploadPolicy } from '../application/upload-policy.ts'
import { withdrawChange } from '../application/withdraw-change.ts'
import { withdrawRequest } from '../application/withdraw-request.ts'
import type { PolicyReading } from '../domain/policy/parse-policy.ts'
import { Instant } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'

export type Ports = {
  readonly store: EventStore
  readonly views: Views
  readonly deriveId: DeriveId
  readonly readPolicy: (xml: string) => PolicyReading
  readonly preparePolicy: PreparePolicy
  readonly requestTtlDays: number
  readonly noteDecision: NoteDecision
  /** The time, for policies that go by it. */
  readonly now: () => Instant
}

/** Every use case over the given ports: what the API serves. */
export function useCases(ports: Ports) {
  const { store, views } = ports
  const deps = {
    ...ports,
    aggregates: aggregates(store),
    policies: policiesInForce(views, ports.preparePolicy),
    daysAfter,
  }
  return {
    views,
    noteDecision: ports.noteDecision,
    policies: deps.policies,
    isAccessManager,
    followRegister: (options: Omit<FollowRegister, 'aggregates'>) =>
      followRegister({ ...options, aggregates: deps.aggregates }),
    recordCatalogue: (newId: () => string) => recordCatalogue({ ...deps, newId }),
    recordOwnResources: (newId: () => string) => recordOwnResources({ ...deps, newId }),
    registerSystem: registerSystem(deps),
    replaceSystem: replaceSystem(deps),
    replaceSystemRights: replaceSystemRights(deps),
    replaceSystemAccessPackages: replaceSystemAccessPackages(deps),
    deleteSystem: deleteSystem(deps),
    systemChanges: systemChanges(deps),
    requestSystemUser: requestSystemUser(deps),
    examineRequest: examineRequest(deps),
    expireRequests: expireRequests(deps),
    withdrawRequest: withdrawRequest(deps),
    approveRequest: approveRequest(deps),
    rejectRequest: rejectRequest(deps),
    escalateRequest: escalateRequest(deps),
    createSystemUser: createSystemUser(deps),
    renameSystemUser: renameSystemUser(deps),
    revokeSystemUser: revokeSystemUser(deps),
    requestChange: requestChange(deps),
    withdrawChange: withdrawChange(deps),
    approveChange: approveChange(deps),
    rejectChange: rejectChange(deps),
    packagesOfChange: packagesOfChange(deps),
    giveUpSystemUser: giveUpSystemUser(deps),
    assignClient: assignClient(deps),
    removeClient: removeClient(deps),
    startClientJob: startClientJob(deps),
    runClientJobs: runClientJobs(deps),
    addOwnOrganisation: addOwnOrganisation(deps),
    removeOwnOrganisation: removeOwnOrganisation(deps),
    firstAnswer: firstAnswer(deps),
    keepAnswer: keepAnswer(deps),
    createResource: createResource(deps),
    updateResource: updateResource(deps),
    deleteResource: deleteResource(deps),
    uploadPolicy: uploadPolicy(deps),
    ...accessListCases(deps),
    lookUpSystemUser: lookUpSystemUser(deps),
    diagnoseLookUp: diagnoseLookUp(deps),
    decideAccess: decideAccess(deps),
    decideAll: decideAll(deps),
    systemUserHistory: systemUserHistory(deps),
  }
}

const accessListCases = (deps: Parameters<typeof putAccessList>[0]) => ({
  putAccessList: putAccessList(deps),
  changeAccessList: changeAccessList(deps),
  connectResource: connectResource(deps),
})

const dayMs = 24 * 60 * 60 * 1000

const daysAfter = (at: Instant, days: number): Instant =>
  Instant.parse(new Date(Date.parse(at) + days * dayMs).toISOString())
