import { z } from 'zod'
import type { PoliciesInForce } from '../../application/policies-in-force.ts'
import type { PolicyInForce } from '../../domain/decision/facts.ts'
import { resourceAttribute, subjectAttribute } from '../../domain/policy/altinn-attributes.ts'
import type { AttributePair, PolicyRight, PolicyRule } from '../../domain/policy/rights.ts'
import { ResourceId } from '../../domain/values.ts'
import { currentPolicies, policies, policyKey } from '../../projections/policies.ts'
import type { Position } from '../../projections/recorded.ts'
import { ref, type Views } from '../../projections/views.ts'
import { anyone } from '../authentication.ts'
import { Flag, flag } from '../contracts/flags.ts'
import { subjectAnswer } from '../contracts/resource-lists.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { indentedJson, textType } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { plainProblem } from '../problem-reply.ts'
import { registryBase, ResourceInPath } from './resource-registry.ts'

const base = `${registryBase}/:id/policy`

type Functions = { readonly views: Views; readonly policies: PoliciesInForce }

/** The policies in force, and what they say, for everybody (spec pdp §3.1, §3.4). */
export const resourcePolicyRoutes = (functions: Functions): readonly Route[] => [
  readPolicyRoute(functions),
  shown(functions, `${base}/subjects`, Reloadable, ({ listed }) => ({
    links: {},
    data: listed.subjects.map(subjectAnswer),
  })),
  shown(functions, `${base}/rules`, ResourceInPath, ({ listed }) => listed.rules.map(ruleAnswer)),
  shown(functions, `${base}/rights`, ResourceInPath, ({ rights }) =>
    [...rights.values()].map(rightAnswer),
  ),
  shown(
    functions,
    '/resourceregistry/api/v2/resource/:id/policy/rights',
    Filtered,
    ({ rights }, { query }) =>
      [...rights.values()]
        .filter((right) => query.includeServiceOwnerRights || !isFor(right, ownerAttributes))
        .filter((right) => query.includeAppRights || !isFor(right, appAttributes))
        .map(keyedRight),
  ),
]

/** What is shown is always read from the policy itself. */
const Reloadable = z.object({
  ...ResourceInPath.shape,
  query: anyCase({ reloadFromXacml: orAbsent(Flag) }),
})

const Filtered = z.object({
  ...ResourceInPath.shape,
  query: anyCase({ includeServiceOwnerRights: flag(), includeAppRights: flag() }),
})

const shown = <Input extends z.infer<typeof ResourceInPath>>(
  { views, policies: inForce }: Functions,
  path: string,
  contract: z.ZodType<Input>,
  show: (policy: PolicyInForce, input: Input) => unknown,
): Route =>
  route({
    method: 'GET',
    path,
    access: anyone,
    problemsAsJson: true,
    contract,
    handler: async ({ input, atLeast, trace }) => {
      const current = await currentPolicy(views, input.params.id, atLeast)
      if (current === undefined) return plainProblem(404, trace, { asJson: true })
      return indentedJson(show(await inForce.get(current.id, current.version), input))
    },
  })

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
    path: base,
    access: anyone,
    contract: ResourceInPath,
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

const pair = ({ id, value }: AttributePair) => ({ type: id, value })

const ruleAnswer = ({ subject, resource, action }: PolicyRule) => ({
  subject: subject.map(pair),
  resource: resource.map(pair),
  action: pair(action),
})

const rightAnswer = ({ key, action, resource, subjects }: PolicyRight) => ({
  action: pair(action),
  resource: resource.map(pair),
  subjects: subjects.map(({ attributes }) => ({ subjectAttributes: attributes.map(pair) })),
  rightKey: key,
  subjectTypes: [...new Set(subjects.flatMap(({ attributes }) => attributes.map(({ id }) => id)))],
})

const keyedRight = ({ key, name, resource, action }: PolicyRight) => ({
  key,
  name,
  resource: resource.map(pair),
  action: pair(action),
})

const ownerAttributes: ReadonlySet<string> = new Set([
  subjectAttribute.org,
  subjectAttribute.organizationNumber,
])
const appAttributes: ReadonlySet<string> = new Set([
  resourceAttribute.app,
  resourceAttribute.resource,
])

/** Is the right for such subjects alone: for service owners by their code or number, or for apps? */
const isFor = ({ subjects }: PolicyRight, attributes: ReadonlySet<string>): boolean =>
  subjects.length > 0 &&
  subjects.every(({ attributes: all }) => all.every(({ id }) => attributes.has(id)))
