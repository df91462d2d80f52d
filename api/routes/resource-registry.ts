import { z } from 'zod'
import type { createResource, updateResource } from '../../application/create-resource.ts'
import type { PoliciesInForce } from '../../application/policies-in-force.ts'
import type { uploadPolicy } from '../../application/upload-policy.ts'
import { type OrgNo, ResourceId } from '../../domain/values.ts'
import type { PolicyRight } from '../../domain/policy/rights.ts'
import { currentPolicies, policies, policyKey } from '../../projections/policies.ts'
import type { Position } from '../../projections/recorded.ts'
import { resources } from '../../projections/resources.ts'
import { ref, type Views } from '../../projections/views.ts'
import { anyone, isAdmin, type Organisation, organisationWith } from '../authentication.ts'
import { resourceAnswer, ResourceBody } from '../contracts/resource.ts'
import { type Answer, empty, json, jsonType, textType } from '../http/answer.ts'
import type { Trace } from '../http/trace.ts'
import { etagOf } from '../http/entity-tag.ts'
import { type Method, type Route, route } from '../http/route.ts'
import { outcomeReply } from '../outcome-reply.ts'
import { bindingProblem, plainProblem } from '../problem-reply.ts'

const base = '/resourceregistry/api/v1/resource'
const adminScope = 'altinn:resourceregistry/resource.admin'
const owner = organisationWith('altinn:resourceregistry/resource.write', adminScope)
const InPath = z.object({ params: z.object({ id: z.string() }) })

type Functions = {
  readonly views: Views
  readonly installationId: string
  readonly policies: PoliciesInForce
  readonly createResource: ReturnType<typeof createResource>
  readonly updateResource: ReturnType<typeof updateResource>
  readonly uploadPolicy: ReturnType<typeof uploadPolicy>
}

/** The resource registry: services, and the policies by which they are given (spec pdp §3). */
export const resourceRegistryRoutes = (functions: Functions): readonly Route[] => [
  createRoute(functions),
  readRoute(functions),
  updateRoute(functions),
  uploadRoute(functions, 'POST'),
  uploadRoute(functions, 'PUT'),
  readPolicyRoute(functions),
  rightsRoute(functions),
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
    contract: z.object({ ...InPath.shape, body: ResourceBody }),
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

const readRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:id`,
    access: anyone,
    contract: InPath,
    handler: async ({ input, atLeast, trace }) => {
      const id = ResourceId.safeParse(input.params.id)
      const key = id.success ? [ref(resources, id.data)] : []
      const { documents } = await views.fetch(key, atLeast)
      const [resource] = documents
      if (resource === undefined) return plainProblem(404, trace, { asJson: true })
      const body = JSON.stringify(resourceAnswer(resource), undefined, 2)
      return { status: 200, contentType: jsonType, body, headers: etagOf(resource.sequence) }
    },
  })

const uploadRoute = (functions: Functions, method: Method): Route =>
  route({
    method,
    path: `${base}/:id/policy`,
    access: owner,
    takes: 'form',
    problemsAsJson: true,
    contract: InPath,
    handler: async (call) => {
      const { caller, input, trace } = call
      const file = await call.file('policyFile')
      if (file === undefined)
        return bindingProblem({ policyFile: ['The policyFile field is required.'] }, trace, true)
      const xml = textOf(file)
      if (xml === undefined) return json('Policy not accepted: it is not UTF-8.', 400)
      const id = ResourceId.safeParse(input.params.id)
      const found = id.success ? await ownerOf(functions.views, id.data) : undefined
      // An administrator acts for the owner; anybody else's own number is compared with it where it is recorded.
      const by = isAdmin(caller, adminScope) ? (found ?? caller.orgNo) : caller.orgNo
      if (!id.success) return json('Unknown resource', 400)
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

async function ownerOf(views: Views, id: ResourceId): Promise<OrgNo | undefined> {
  const { documents } = await views.fetch([ref(resources, id)])
  return documents[0]?.owner
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

type Current = { readonly id: ResourceId; readonly version: number }

async function currentPolicy(
  views: Views,
  idInPath: string,
  atLeast: Position | undefined,
): Promise<Current | undefined> {
  const id = ResourceId.safeParse(idInPath)
  if (!id.success) return undefined
  const { documents } = await views.fetch([ref(currentPolicies, id.data)], atLeast)
  const [current] = documents
  return current && { id: id.data, version: current.version }
}

const readPolicyRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:id/policy`,
    access: anyone,
    contract: InPath,
    handler: async ({ input, atLeast }) => {
      const current = await currentPolicy(views, input.params.id, atLeast)
      const key = current ? [ref(policies, policyKey(current.id, current.version))] : []
      const { documents } = await views.fetch(key, atLeast)
      const [policy] = documents
      if (policy === undefined)
        return { status: 404, contentType: textType, body: 'There is no policy for this resource.' }
      const headers = { 'content-disposition': 'attachment; filename=policy.xml' }
      return { status: 200, contentType: 'text/xml', body: policy.xml, headers }
    },
  })

const rightsRoute = ({ views, policies: inForce }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:id/policy/rights`,
    access: anyone,
    contract: InPath,
    handler: async ({ input, atLeast, trace }) => {
      const current = await currentPolicy(views, input.params.id, atLeast)
      if (current === undefined) return plainProblem(404, trace, { asJson: true })
      const policy = await inForce.get(current.id, current.version)
      return json([...policy.rights.values()].map(rightAnswer))
    },
  })

const pair = ({ id, value }: { readonly id: string; readonly value: string }) => ({
  type: id,
  value,
})

const rightAnswer = ({ key, action, resource, subjects }: PolicyRight) => ({
  action: pair(action),
  resource: resource.map(pair),
  subjects: subjects.map(({ attributes }) => ({ subjectAttributes: attributes.map(pair) })),
  rightKey: key,
  subjectTypes: [...new Set(subjects.flatMap(({ attributes }) => attributes.map(({ id }) => id)))],
})
