import { z } from 'zod'
import type { createResource, updateResource } from '../../application/create-resource.ts'
import type { deleteResource } from '../../application/delete-resource.ts'
import type { uploadPolicy } from '../../application/upload-policy.ts'
import { type OrgNo, ResourceId } from '../../domain/values.ts'
import {
  resources,
  resourceVersionKey,
  resourceVersions,
  type ResourceView,
} from '../../projections/resources.ts'
import type { Position } from '../../projections/recorded.ts'
import { ref, type Views } from '../../projections/views.ts'
import { anyone, isAdmin, type Organisation, organisationWith } from '../authentication.ts'
import { resourceAnswer, ResourceBody } from '../contracts/resource.ts'
import { anyCase, orBlank } from '../http/any-case.ts'
import { type Answer, empty, indentedJson, json } from '../http/answer.ts'
import type { Trace } from '../http/trace.ts'
import { etagOf, isHeld } from '../http/entity-tag.ts'
import { type Method, type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { bindingProblem, plainProblem } from '../problem-reply.ts'

export const registryBase = '/resourceregistry/api/v1/resource'
const base = registryBase
const adminScope = 'altinn:resourceregistry/resource.admin'
const owner = organisationWith('altinn:resourceregistry/resource.write', adminScope)
export const ResourceInPath = z.object({ params: z.object({ id: z.string() }) })

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly createResource: ReturnType<typeof createResource>
  readonly updateResource: ReturnType<typeof updateResource>
  readonly deleteResource: ReturnType<typeof deleteResource>
  readonly uploadPolicy: ReturnType<typeof uploadPolicy>
}

/** The resource registry, as owners keep it: services, and the policies by which they are given (spec pdp §3). */
export const resourceRegistryRoutes = (functions: Functions): readonly Route[] => [
  createRoute(functions),
  readRoute(functions),
  updateRoute(functions),
  deleteRoute(functions),
  uploadRoute(functions, 'POST'),
  uploadRoute(functions, 'PUT'),
]

/** May this organisation speak for that authority? */
const speaksFor = (caller: Organisation, authority: OrgNo): boolean =>
  caller.orgNo === authority || isAdmin(caller, adminScope)

const notTheirs = (trace: Trace): Answer =>
  plainProblem(403, trace, { detail: 'The competent authority is another organisation.' })

const createRoute = (functions: Functions): Route =>
  route({
    method: 'POST',
    path: base,
    access: owner,
    takes: 'json',
    problemsAsJson: true,
    contract: z.object({ body: ResourceBody }),
    handler: async (call) => {
      const { id, authority, content } = call.input.body
      if (!speaksFor(call.caller, authority)) return notTheirs(call.trace)
      const outcome = await functions.createResource(
        { id, owner: authority, content },
        call.commandOf(call.caller),
      )
      return outcomeReply(outcome, { ...functions, ...call }, () =>
        empty(201, { location: `${base}/${id}` }),
      )
    },
  })

const updateRoute = (functions: Functions): Route =>
  route({
    method: 'PUT',
    path: `${base}/:id`,
    access: owner,
    takes: 'json',
    problemsAsJson: true,
    contract: z.object({ ...ResourceInPath.shape, body: ResourceBody }),
    thing: ({ params }) => `resource-${params.id}`,
    handler: async (call) => {
      const { params, body } = call.input
      const { id, authority, content } = body
      if (id !== params.id) return json('The id in the body is not the one in the path.', 400)
      if (!speaksFor(call.caller, authority)) return notTheirs(call.trace)
      const outcome = await functions.updateResource(
        { id, owner: authority, content },
        call.commandOf(call.caller),
      )
      if (!outcome.done && outcome.refusal.code === 'resource-not-found')
        return plainProblem(404, call.trace, { asJson: true })
      return outcomeReply(outcome, { ...functions, ...call }, () => empty(200))
    },
  })

const deleteRoute = (functions: Functions): Route =>
  route({
    method: 'DELETE',
    path: `${base}/:id`,
    access: owner,
    contract: ResourceInPath,
    thing: ({ params }) => `resource-${params.id}`,
    handler: async (call) => {
      const id = ResourceId.safeParse(call.input.params.id)
      if (!id.success) return plainProblem(404, call.trace)
      const by = await actingFor(functions.views, call.caller, id.data)
      const outcome = await functions.deleteResource(
        { id: id.data, owner: by },
        call.commandOf(call.caller),
      )
      if (!outcome.done && outcome.refusal.code === 'resource-not-found')
        return plainProblem(404, call.trace)
      return outcomeReply(outcome, { ...functions, ...call }, () => empty(204))
    },
  })

const Versioned = z.object({
  ...ResourceInPath.shape,
  query: anyCase({
    versionId: orBlank(z.string().regex(/^\d{1,9}$/u, 'The value is not valid.')),
  }),
})

const readRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:id`,
    access: anyone,
    problemsAsJson: true,
    contract: Versioned,
    handler: async ({ input: { params, query }, atLeast, trace, header }) => {
      const id = ResourceId.safeParse(params.id)
      const key = id.success ? [ref(resources, id.data)] : []
      const { documents, position } = await views.fetch(key, atLeast)
      const [resource] = documents
      if (resource === undefined) return plainProblem(404, trace, { asJson: true })
      const version = query.versionId === undefined ? resource.version : Number(query.versionId)
      const shown = await resourceOfVersion(views, resource, version, position)
      if (shown === undefined) return plainProblem(404, trace, { asJson: true })
      const tag = etagOf(resource.sequence)
      return isHeld(header('if-none-match'), resource.sequence)
        ? empty(304, tag)
        : indentedJson(resourceAnswer(shown), tag)
    },
  })

/** The resource as it once was described; as long as there is one. */
async function resourceOfVersion(
  views: Views,
  resource: ResourceView,
  version: number,
  atLeast: Position,
): Promise<ResourceView | undefined> {
  if (version === resource.version) return resource
  const key = resourceVersionKey(resource.id, version)
  const { documents } = await views.fetch([ref(resourceVersions, key)], atLeast)
  const [earlier] = documents
  return earlier && { ...resource, content: earlier.content, version }
}

const uploadRoute = (functions: Functions, method: Method): Route =>
  route({
    method,
    path: `${base}/:id/policy`,
    access: owner,
    takes: 'form',
    problemsAsJson: true,
    contract: ResourceInPath,
    handler: async (call) => {
      const { caller, input, trace } = call
      const file = await call.file('policyFile')
      if (file === undefined)
        return bindingProblem({ policyFile: ['The policyFile field is required.'] }, trace, true)
      const xml = textOf(file)
      if (xml === undefined) return json('Policy not accepted: it is not UTF-8.', 400)
      const id = ResourceId.safeParse(input.params.id)
      if (!id.success) return json('Unknown resource', 400)
      const by = await actingFor(functions.views, caller, id.data)
      const outcome = await functions.uploadPolicy(
        { id: id.data, owner: by, xml },
        call.commandOf(caller),
      )
      if (!outcome.done && outcome.refusal.code === 'resource-not-found')
        return json('Unknown resource', 400)
      return outcomeReply(outcome, { ...functions, ...call }, () =>
        empty(201, { location: `${id.data}/policy` }),
      )
    },
  })

/** An administrator acts for the owner; anybody else's own number is compared with the owner's where it is recorded. */
async function actingFor(views: Views, caller: Organisation, id: ResourceId): Promise<OrgNo> {
  if (!isAdmin(caller, adminScope)) return caller.orgNo
  const { documents } = await views.fetch([ref(resources, id)])
  return documents[0]?.owner ?? caller.orgNo
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
