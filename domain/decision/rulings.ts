import { category, resourceAttribute, subjectAttribute } from '../policy/altinn-attributes.ts'
import type { CompiledPolicy } from '../policy/compile-policy.ts'
import { evaluate, type Result } from '../policy/evaluate.ts'
import { type Attribute, stringAttribute } from '../policy/request.ts'
import type { PolicySubject } from '../policy/rights.ts'
import type { Instant } from '../values.ts'
import type { PolicyInForce } from './facts.ts'
import { requestsAbout } from './policy-request.ts'
import type { Question } from './question.ts'

/** Where a system user stands: with these access packages, or where one of the policy's own subjects does. */
export type Standing = PolicySubject | readonly string[]

/** What a policy said of each of its actions to those who stand alike. */
export type Rulings = ReadonlyMap<string, Map<PolicySubject | string, Result>>

const rememberedMax = 1_000

/**
 * The memory of a policy that says the same to all who stand alike. There is none of a policy that tells system users or
 * parties apart, or goes by the time.
 */
export function rulingsOf(
  { reads, readsClock }: CompiledPolicy,
  actions: ReadonlySet<string>,
): Rulings | undefined {
  const tellsApart =
    reads(category.subject, subjectAttribute.systemUserUuid) ||
    reads(category.resource, resourceAttribute.organizationNumber)
  if (tellsApart || readsClock) return undefined
  return new Map([...actions].map((action) => [action, new Map<PolicySubject | string, Result>()]))
}

/**
 * What the policy of the question's resource says to the system user where it stands, from memory if that is all the
 * same. Whether it stands there is not looked at, nor whether the policy is that resource's.
 */
export function ruling(
  { compiled, rulings }: Pick<PolicyInForce, 'compiled' | 'rulings'>,
  question: Question,
  { standing, now }: { readonly standing: Standing; readonly now: Instant | undefined },
): Result {
  const fresh = (): Result =>
    evaluate(compiled, requestsAbout(question, now)(subjectAt(question, standing)))
  // Whatever else was told may count for something.
  const said = question.attributes.length === 0 ? rulings?.get(question.action) : undefined
  if (said === undefined) return fresh()
  const name = 'attributes' in standing ? standing : standing.join(' ')
  const known = said.get(name)
  if (known !== undefined) return known
  const result = fresh()
  if (said.size >= rememberedMax) said.clear()
  said.set(name, result)
  return result
}

function subjectAt({ systemUser }: Question, standing: Standing): readonly Attribute[] {
  const itself = stringAttribute(subjectAttribute.systemUserUuid, [systemUser])
  return 'attributes' in standing
    ? [itself, ...standing.attributes.map(({ id, value }) => stringAttribute(id, [value]))]
    : [itself, stringAttribute(subjectAttribute.accessPackage, standing)]
}
