import { z } from 'zod'
import { limitsOf } from '../../application/limits-of.ts'
import { partiesNamed } from '../../application/party-named.ts'
import { isOnList } from '../../domain/decision/access-lists.ts'
import { actionId, resourceAttribute } from '../../domain/policy/altinn-attributes.ts'
import type { OrgNo, ResourceId } from '../../domain/values.ts'
import { accessListMemberships, resourceAccessLists } from '../../projections/access-lists.ts'
import { currentPolicies } from '../../projections/policies.ts'
import type { Position } from '../../projections/recorded.ts'
import { ref, type Views } from '../../projections/views.ts'
import { organisationWith } from '../authentication.ts'
import { partyIn, resourceIn } from '../contracts/access-list.ts'
import { anyCase } from '../http/any-case.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { bindingProblem } from '../problem-reply.ts'

type Functions = { readonly views: Views }

const Named = anyCase({ type: z.string().max(200), value: z.string().max(200) })
const Asked = anyCase({ subject: Named, resource: Named, action: Named })

/** Is an organisation among those for whom a resource is, for an action? What it was given there is not looked at. */
export const accessListAuthorizationRoutes = ({ views }: Functions): readonly Route[] => [
  route({
    method: 'POST',
    path: '/authorization/api/v1/accesslist/accessmanagement/authorization',
    access: organisationWith('altinn:authorization/authorize.admin'),
    takes: 'json',
    isQuery: true,
    problemsAsJson: true,
    contract: z.object({ body: Asked }),
    handler: async ({ input: { body }, atLeast, trace }) => {
      const { subject, resource: about, action } = body
      const party = partyIn(`${subject.type}:${subject.value}`)
      const resource = resourceIn(`${about.type}:${about.value}`)
      if (party === undefined)
        return bindingProblem({ '$.subject': ['This is no organisation.'] }, trace, true)
      if (resource === undefined || action.type.toLowerCase() !== actionId)
        return bindingProblem(
          { $: [`Ask for a ${resourceAttribute.resource} and an ${actionId}.`] },
          trace,
          true,
        )
      const [orgNo] = await partiesNamed(views, [party])
      const asked = { resource, action: action.value }
      const isLetIn = orgNo !== undefined && (await isAmong(views, { orgNo, ...asked }, atLeast))
      return json({ ...body, result: isLetIn ? 'Authorized' : 'NotAuthorized' })
    },
  }),
]

type About = { readonly orgNo: OrgNo; readonly resource: ResourceId; readonly action: string }

/** A resource that goes by no lists is for all. */
async function isAmong(
  views: Views,
  { orgNo, resource, action }: About,
  atLeast: Position | undefined,
): Promise<boolean> {
  const refs = [
    ref(currentPolicies, resource),
    ref(resourceAccessLists, resource),
    ref(accessListMemberships, orgNo),
  ] as const
  const { documents } = await views.fetch(refs, atLeast)
  const [current, lists, memberships] = documents
  if (current === undefined) return false
  return current.byAccessList === undefined || isOnList(limitsOf(lists, memberships), action)
}
