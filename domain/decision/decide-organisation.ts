import type { RoleDefinition } from '../catalogue/events.ts'
import { packagesHeld, policyRoleCodes } from '../catalogue/standing.ts'
import { subjectAttribute } from '../policy/altinn-attributes.ts'
import { evaluate, type Result } from '../policy/evaluate.ts'
import { type Attribute, stringAttribute } from '../policy/request.ts'
import type { Instant, OrgNo } from '../values.ts'
import { type Limits, withinLimits } from './access-lists.ts'
import type { Answer, Reason } from './answer.ts'
import type { PolicyInForce } from './facts.ts'
import { judged, noAccess, unknown } from './judged.ts'
import { requestsAbout } from './policy-request.ts'
import type { OrganisationQuestion } from './question.ts'

/** What a decision on an organisation rests on, taken from one position of the log. */
export type OrganisationFacts = {
  /** The organisation itself, as the register has it, and its short code if the resource is registered under that. */
  readonly organisation:
    { readonly uuid: string; readonly orgCode?: string | undefined } | undefined
  /** The party, with the roles that the organisation holds there, those at a main unit included. */
  readonly party:
    | { readonly uuid: string; readonly form: string; readonly roles: readonly RoleDefinition[] }
    | undefined
  readonly policy: PolicyInForce | undefined
  /** Of a resource that goes by access lists. */
  readonly limits?: Limits | undefined
  /** When it is asked, of a policy that goes by the time. */
  readonly now?: Instant | undefined
}

/**
 * The decision rule for an organisation (spec pdp §1.2, §2): what the policy says to the organisation by its name and
 * kind, and to whoever holds the roles that it holds at the party, with the packages that come with them. For itself it
 * holds no role: what its people can do there is no access of its own. Pure and total.
 */
export function decideOrganisation(
  question: OrganisationQuestion,
  { organisation, party, policy, limits, now }: OrganisationFacts,
): Answer {
  if (policy === undefined) return { ...unknown({ code: 'no-such-resource' }), isAddressed: false }
  const isAddressed = policy.actions.has(question.action)
  if (party === undefined || (question.partyUuid ?? party.uuid) !== party.uuid)
    return { ...unknown({ code: 'no-such-party' }), isAddressed }
  if (organisation === undefined)
    return { ...noAccess({ code: 'no-such-organisation' }), isAddressed }
  const requestOf = requestsAbout(question, now)
  const itself = attributesOf(question.organisation, organisation)
  const ask = (roles: readonly RoleDefinition[]): Result =>
    evaluate(policy.compiled, requestOf([...itself, ...held({ roles, form: party.form })]))
  const result = ask(party.roles)
  const reason: Reason =
    result.decision === 'Permit' ? given(party.roles, ask) : { code: 'organisation-not-named' }
  return { ...withinLimits(judged(result, reason), limits, question.action), isAddressed }
}

/** Does the policy let it through by itself, or by a role? */
function given(
  roles: readonly RoleDefinition[],
  ask: (roles: readonly RoleDefinition[]) => Result,
): Reason {
  if (ask([]).decision === 'Permit') return { code: 'organisation-named' }
  const alone = roles.filter((role) => ask([role]).decision === 'Permit')
  return { code: 'role-held', roles: (alone.length > 0 ? alone : roles).map(({ code }) => code) }
}

const attributesOf = (
  orgNo: OrgNo,
  { uuid, orgCode }: NonNullable<OrganisationFacts['organisation']>,
): readonly Attribute[] => [
  stringAttribute(subjectAttribute.organizationNumber, [orgNo]),
  stringAttribute(subjectAttribute.organizationNumberEarlier, [orgNo]),
  stringAttribute(subjectAttribute.organizationUuid, [uuid]),
  stringAttribute(subjectAttribute.partyUuid, [uuid]),
  stringAttribute(subjectAttribute.partyType, ['organization']),
  ...(orgCode === undefined ? [] : [stringAttribute(subjectAttribute.org, [orgCode])]),
]

const held = (standing: {
  readonly roles: readonly RoleDefinition[]
  readonly form: string
}): readonly Attribute[] => [
  stringAttribute(subjectAttribute.roleCode, [...policyRoleCodes(standing)]),
  stringAttribute(
    subjectAttribute.accessPackage,
    [...packagesHeld(standing)].map((urn) => urn.slice(urn.lastIndexOf(':') + 1)),
  ),
]
