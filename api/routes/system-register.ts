import { z } from 'zod'
import { wholeList } from '../../application/whole-list.ts'
import type { deleteSystem } from '../../application/delete-system.ts'
import type { registerSystem } from '../../application/register-system.ts'
import type { replaceSystem } from '../../application/replace-system.ts'
import type {
  replaceSystemAccessPackages,
  replaceSystemRights,
} from '../../application/replace-system-access.ts'
import { systemFindings } from '../../application/system-findings.ts'
import type { systemChanges } from '../../application/system-changes.ts'
import type { CommandContext } from '../../application/command-context.ts'
import type { Outcome } from '../../application/outcome.ts'
import { OrgNo, SystemId } from '../../domain/values.ts'
import { systemsOfVendor } from '../../projections/systems.ts'
import type { Views } from '../../projections/views.ts'
import { isAdmin, type Organisation, organisationWith } from '../authentication.ts'
import {
  AccessPackagesBody,
  badVendor,
  otherId,
  listedSystem,
  readAccessPackages,
  readRights,
  type ReadSystem,
  readSystem,
  registeredSystem,
  RegisterSystemBody,
  RightsBody,
  vendorOf,
} from '../contracts/registered-system.ts'
import { systemChange } from '../contracts/system-change.ts'
import { type Answer, json, notStored, words } from '../http/answer.ts'
import { etagOf } from '../http/entity-tag.ts'
import type { Trace } from '../http/trace.ts'
import { type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import {
  bindingProblem,
  plainProblem,
  validationErrorsOf,
  validationReply,
} from '../problem-reply.ts'
import type { Refusal } from '../problems.ts'
import { systemById, systemsById } from '../reads.ts'

const base = '/authentication/api/v1/systemregister/vendor'
const adminScope = 'altinn:authentication/systemregister.admin'
const vendor = organisationWith('altinn:authentication/systemregister.write', adminScope)
const SystemInPath = z.object({ params: z.object({ systemId: z.string() }) })

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly registerSystem: ReturnType<typeof registerSystem>
  readonly replaceSystem: ReturnType<typeof replaceSystem>
  readonly deleteSystem: ReturnType<typeof deleteSystem>
  readonly replaceSystemRights: ReturnType<typeof replaceSystemRights>
  readonly replaceSystemAccessPackages: ReturnType<typeof replaceSystemAccessPackages>
  readonly systemChanges: ReturnType<typeof systemChanges>
}

/** The system register, for vendors (spec systemuser-api §1.1). */
export const systemRegisterRoutes = (functions: Functions): readonly Route[] => [
  registerRoute(functions),
  listRoute(functions),
  readRoute(functions),
  replaceRoute(functions),
  replaceRightsRoute(functions),
  replaceAccessPackagesRoute(functions),
  changesRoute(functions),
  deleteRoute(functions),
]

const registerRoute = (functions: Functions): Route =>
  route({
    method: 'POST',
    path: base,
    access: vendor,
    takes: 'json',
    bodyName: 'registerNewSystem',
    contract: z.object({ body: RegisterSystemBody }),
    handler: async (call) => {
      const { caller, input, trace } = call
      const named = vendorOf(input.body)
      if (named === undefined) return validationReply([badVendor], trace)
      // Whose the system is comes before what is wrong with it: a stranger is told nothing.
      const vendorNo = OrgNo.safeParse(named).data
      if (vendorNo === undefined || (vendorNo !== caller.orgNo && !isAdmin(caller, adminScope)))
        return plainProblem(403, trace, { detail: 'The vendor is another organisation.' })
      const read = readSystem(input.body, vendorNo)
      if (!read.isSound) return unfit(functions, read, { trace, isNew: true })
      const outcome = await functions.registerSystem(
        { ...read.sound, vendor: vendorNo },
        call.commandOf(caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, (internalId) => json(internalId))
    },
  })

const listRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: base,
    access: vendor,
    contract: z.unknown(),
    handler: async ({ caller, atLeast }) => {
      const ids = await wholeList(views, systemsOfVendor(caller.orgNo), atLeast)
      const found = await systemsById(views, ids, atLeast)
      return json(
        found.map((system) => listedSystem(system)),
        200,
        notStored,
      )
    },
  })

const readRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:systemId`,
    access: vendor,
    contract: SystemInPath,
    handler: async ({ caller, input, atLeast, trace }) => {
      if (isForeign(input.params.systemId, caller)) return foreign(trace)
      const id = SystemId.safeParse(input.params.systemId)
      const system = id.success ? await systemById(views, id.data, atLeast) : undefined
      return system === undefined
        ? plainProblem(404, trace)
        : json(registeredSystem(system), 200, etagOf(system.sequence))
    },
  })

const replaceRoute = (functions: Functions): Route =>
  route({
    method: 'PUT',
    path: `${base}/:systemId`,
    access: vendor,
    takes: 'json',
    bodyName: 'proposedUpdateToSystem',
    contract: z.object({ ...SystemInPath.shape, body: RegisterSystemBody }),
    thing: ({ params }) => `systemRegistration-${params.systemId}`,
    handler: async (call) => {
      const { caller, input, trace, accept } = call
      const { systemId } = input.params
      if (isForeign(systemId, caller)) return foreign(trace)
      if (input.body.id !== systemId) return validationReply([otherId], trace)
      const unknown = words(`System with ID '${systemId}' not found.`, 404, accept)
      const owner = ownerOf(systemId)
      if (owner === undefined || vendorOf(input.body) !== owner) return unknown
      const read = readSystem(input.body, owner)
      if (!read.isSound) return unfit(functions, read, { trace })
      const outcome = await functions.replaceSystem(
        { ...read.sound, vendor: owner },
        call.commandOf(caller),
      )
      if (!outcome.done && outcome.refusal.code === 'system-not-found') return unknown
      return outcomeReply(outcome, { ...functions, ...call }, () => json({ succeeded: true }))
    },
  })

const replaceRightsRoute = (functions: Functions): Route =>
  partRoute(functions, {
    part: 'rights',
    bodyName: 'rights',
    body: RightsBody,
    read: readRights,
    replace: functions.replaceSystemRights,
  })

const replaceAccessPackagesRoute = (functions: Functions): Route =>
  partRoute(functions, {
    part: 'accesspackages',
    bodyName: 'accessPackages',
    body: AccessPackagesBody,
    read: readAccessPackages,
    replace: functions.replaceSystemAccessPackages,
  })

/** What of a system is replaced by itself, by the last part of its path. */
type SystemPart<Given, Part> = {
  readonly part: string
  readonly bodyName: string
  readonly body: z.ZodType<Given>
  readonly read: (given: Given) => ReadSystem<Part>
  readonly replace: (
    command: Part & { readonly systemId: SystemId; readonly vendor: OrgNo },
    context: CommandContext,
  ) => Promise<Outcome<true, Refusal>>
}

const partRoute = <Given, Part>(
  functions: Functions,
  { part, bodyName, body, read, replace }: SystemPart<Given, Part>,
): Route =>
  route({
    method: 'PUT',
    path: `${base}/:systemId/${part}`,
    access: vendor,
    takes: 'json',
    bodyName,
    contract: z.object({ ...SystemInPath.shape, body }),
    thing: ({ params }) => `systemRegistration-${params.systemId}`,
    handler: async (call) => {
      const { caller, input, trace, accept } = call
      if (isForeign(input.params.systemId, caller)) return foreign(trace)
      const id = SystemId.safeParse(input.params.systemId)
      const owner = ownerOf(input.params.systemId)
      if (!id.success || owner === undefined) return noSystem(input.params.systemId, accept)
      const given = read(input.body)
      if (!given.isSound) return unfit(functions, given, { trace })
      const outcome = await replace(
        { ...given.sound, systemId: id.data, vendor: owner },
        call.commandOf(caller),
      )
      if (!outcome.done && outcome.refusal.code === 'system-not-found')
        return noSystem(id.data, accept)
      return outcomeReply(outcome, { ...functions, ...call }, () => json({ succeeded: true }))
    },
  })

/** Newest first. It is read from the log, so it holds what was acknowledged a moment ago. */
const changesRoute = ({ systemChanges: changesOf }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:systemId/changelog`,
    access: vendor,
    contract: SystemInPath,
    handler: async ({ caller, input, trace, accept }) => {
      const { systemId } = input.params
      if (isForeign(systemId, caller)) return foreign(trace)
      const id = SystemId.safeParse(systemId)
      const changes = id.success ? await changesOf(id.data) : []
      if (changes.length === 0) return noSystem(systemId, accept)
      const registered = changes
        .map(({ event }) => event)
        .find((event) => event.type === 'SystemRegistered')
      const internalId = registered?.internalId
      return json(changes.toReversed().map((change) => systemChange(change, internalId)))
    },
  })

const noSystem = (systemId: string, accept: string | undefined): Answer =>
  words(`System with ID ${systemId} not found.`, 404, accept)

type Unfit = Extract<ReadSystem<unknown>, { readonly isSound: false }>

/** All that is wrong with what cannot be taken, what the registers have against it included. */
async function unfit(
  { views }: Functions,
  { errors, rest }: Unfit,
  { trace, isNew = false }: { readonly trace: Trace; readonly isNew?: boolean },
): Promise<Answer> {
  const findings = await systemFindings(views, { ...rest, isNew })
  return validationReply([...errors, ...validationErrorsOf(findings)], trace)
}

/** The vendor by which an id begins; none for what can be no system's id. */
const ownerOf = (systemId: string): OrgNo | undefined =>
  OrgNo.safeParse(systemId.split('_', 1)[0]).data

/** An id begins with its vendor's number, so a foreign one is told by itself, whether there is such a system or not. */
const isForeign = (systemId: string, caller: Organisation): boolean =>
  systemId.split('_', 1)[0] !== caller.orgNo && !isAdmin(caller, adminScope)

const foreign = (trace: Trace): Answer =>
  plainProblem(403, trace, { detail: 'The system is of another vendor.' })

const deleteRoute = (functions: Functions): Route =>
  route({
    method: 'DELETE',
    path: `${base}/:systemId`,
    access: vendor,
    contract: SystemInPath,
    thing: ({ params }) => `systemRegistration-${params.systemId}`,
    handler: async (call) => {
      const { caller, input, trace } = call
      if (isForeign(input.params.systemId, caller)) return foreign(trace)
      const notFound = bindingProblem({ return: ['System not found'] }, trace)
      const id = SystemId.safeParse(input.params.systemId)
      const owner = ownerOf(input.params.systemId)
      if (!id.success || owner === undefined) return notFound
      const outcome = await functions.deleteSystem(
        { systemId: id.data, vendor: owner },
        call.commandOf(caller),
      )
      if (!outcome.done && outcome.refusal.code === 'system-not-found') return notFound
      return outcomeReply(outcome, { ...functions, ...call }, () => json({ succeeded: true }))
    },
  })
