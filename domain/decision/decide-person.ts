import { packagesHeld, policyRoleCodes } from '../catalogue/standing.ts'
import type { RoleDefinition } from '../catalogue/events.ts'
import { subjectAttribute } from '../policy/altinn-attributes.ts'
import { evaluate, type Result } from '../policy/evaluate.ts'
import { type Attribute, stringAttribute } from '../policy/request.ts'
import type { Instant, PersonRef } from '../values.ts'
import { type Limits, withinLimits } from './access-lists.ts'
import type { Answer, Reason } from './answer.ts'
import type { PolicyInForce } from './facts.ts'
import { judged, noAccess, unknown } from './judged.ts'
import { requestsAbout } from './policy-request.ts'
import type { PersonQuestion } from './question.ts'

/** What a decision on a person rests on, taken from one position of the log. */
export type PersonFacts = {
  /** The party, with the roles that the person holds there, those of a main unit included; undefined if there is none. */
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
 * The decision rule for a person (spec pdp §2): what the policy says to whoever holds these roles and the packages that
 * come with them. Pure and total. What others gave the person by delegation is not known here.
 */
export function decidePerson(
  question: PersonQuestion,
  { party, policy, limits, now }: PersonFacts,
): Answer {
  if (policy === undefined) return { ...unknown({ code: 'no-such-resource' }), isAddressed: false }
  const isAddressed = policy.actions.has(question.action)
  if (party === undefined || (question.partyUuid ?? party.uuid) !== party.uuid)
    return { ...unknown({ code: 'no-such-party' }), isAddressed }
  if (party.roles.length === 0) return { ...noAccess({ code: 'no-role-there' }), isAddressed }
  const requestOf = requestsAbout(question, now)
  const ask = (roles: readonly RoleDefinition[]): Result =>
    evaluate(policy.compiled, requestOf(subjectOf(question.person, { roles, form: party.form })))
  const result = ask(party.roles)
  const reason: Reason =
    result.decision === 'Permit'
      ? { code: 'role-held', roles: giving(party.roles, ask) }
      : { code: 'role-gives-it-not' }
  return { ...withinLimits(judged(result, reason), limits, question.action), isAddressed }
}

/** The roles each of which would do alone; all of them, where it takes several together. */
function giving(
  roles: readonly RoleDefinition[],
  ask: (roles: readonly RoleDefinition[]) => Result,
): readonly string[] {
  const alone = roles.filter((role) => ask([role]).decision === 'Permit')
  return (alone.length > 0 ? alone : roles).map(({ code }) => code)
}

const subjectOf = (
  person: PersonRef,
  standing: { readonly roles: readonly RoleDefinition[]; readonly form: string },
): readonly Attribute[] => [
  stringAttribute(subjectAttribute.personUuid, [person]),
  stringAttribute(subjectAttribute.roleCode, [...policyRoleCodes(standing)]),
  stringAttribute(
    subjectAttribute.accessPackage,
    [...packagesHeld(standing)].map((urn) => urn.slice(urn.lastIndexOf(':') + 1)),
  ),
]
