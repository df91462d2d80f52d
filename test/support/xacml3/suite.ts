import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compilePolicy, type CompiledPolicy } from '../../../domain/policy/compile-policy.ts'
import { evaluate, type Result } from '../../../domain/policy/evaluate.ts'
import type { PolicyDocument } from '../../../domain/policy/policy.ts'
import type { PolicyProblemCode } from '../../../domain/policy/problem.ts'
import { stringAttribute } from '../../../domain/policy/request.ts'
import { dateTimeKind } from '../../../domain/policy/time-kinds.ts'
import { readPolicy } from '../../../infrastructure/xacml/read-policy.ts'
import { type Question, questionsOf } from './questions.ts'
import { readRequest, type RequestCategory, type RequestDocument } from './read-request.ts'
import { comparableDuties, type ComparableResult, readResponse, typed } from './response.ts'

/** The names of the cases in a folder of `…Policy.xml`, `…Request.xml` and `…Response.xml`. */
export const casesIn = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((file) => /^(.+)Response\.xml$/u.exec(file)?.slice(1) ?? [])

export const expectedOf = (folder: string, name: string): readonly ComparableResult[] =>
  readResponse(text(folder, `${name}Response.xml`))

/** What this project answers to a case. */
export function answerTo(folder: string, name: string): readonly ComparableResult[] {
  const policy = policyOf(folder, name)
  if ('code' in policy) return [refused(policy.code)]
  const request = requestOf(folder, name)
  if (request === undefined) return [refused('not-a-literal')]
  const answers = questionsOf(request).map((question) => answer(policy, question, request))
  return request.combinedDecision ? [combined(answers)] : answers
}

const text = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8')

/** The policy of a case, or those of its repository of which only one may apply. */
function policyOf(folder: string, name: string): CompiledPolicy | { code: PolicyProblemCode } {
  const repository = repositoryOf(folder, name)
  const roots = repository.get('xacml.rootPolicies') ?? [`${name}Policy.xml`]
  const readings = roots.map((file) => readPolicy(text(folder, file)))
  const documents: PolicyDocument[] = []
  for (const reading of readings) {
    if (!reading.ok) return reading.problem
    documents.push(reading.policy)
  }
  const [only] = documents
  const root = documents.length === 1 && only !== undefined ? only : oneOf(documents)
  const referred = (repository.get('xacml.referencedPolicies') ?? []).flatMap((file) => {
    const reading = readPolicy(text(folder, file))
    return reading.ok ? [reading.policy] : []
  })
  return compilePolicy(root, ({ id }) => referred.filter((candidate) => candidate.id === id))
}

function repositoryOf(folder: string, name: string): ReadonlyMap<string, readonly string[]> {
  if (!existsSync(join(folder, `${name}Repository.properties`))) return new Map()
  const lines = text(folder, `${name}Repository.properties`).split(/\r?\n/u)
  return new Map(
    lines.flatMap((line) => {
      const [key, files] = line.split('=')
      return key === undefined || files === undefined ? [] : [[key, files.trim().split(',')]]
    }),
  )
}

const oneOf = (children: readonly PolicyDocument[]): PolicyDocument => ({
  kind: 'policy-set',
  id: 'urn:repository',
  version: '1.0',
  combining: 'urn:oasis:names:tc:xacml:1.0:policy-combining-algorithm:only-one-applicable',
  target: [],
  children,
  obligations: [],
  advice: [],
})

function requestOf(folder: string, name: string): RequestDocument | undefined {
  try {
    return readRequest(text(folder, `${name}Request.xml`))
  } catch {
    return undefined
  }
}

const bare = { obligations: [], advice: [], attributes: [], policies: [], resourceId: undefined }

// A policy whose types do not fit cannot be processed; any other refusal is of its form.
const refused = (code: PolicyProblemCode): ComparableResult => ({
  ...bare,
  decision: 'Indeterminate',
  status:
    code === 'wrong-type' || code === 'unknown-function' ? 'processing-error' : 'syntax-error',
})

const noon = dateTimeKind.parse('2026-01-01T12:00:00Z') ?? { local: 0n }

function answer(
  policy: CompiledPolicy,
  { categories, resourceId }: Question,
  { returnPolicyIds }: RequestDocument,
): ComparableResult {
  const result = evaluate(policy, { categories: withLookups(categories), now: noon })
  return {
    decision: result.decision,
    status: result.status.code,
    obligations: comparableDuties(result.obligations),
    advice: comparableDuties(result.advice),
    attributes: included(categories),
    policies: returnPolicyIds ? policiesOf(result) : [],
    resourceId,
  }
}

const policiesOf = ({ policies }: Result): readonly string[] =>
  policies.map(({ id }) => id).toSorted()

const included = (categories: readonly RequestCategory[]): readonly string[] =>
  categories
    .flatMap(({ category, attributes }) =>
      attributes
        .filter(({ includeInResult }) => includeInResult)
        .flatMap(({ id, issuer, values }) =>
          values.map((value) => JSON.stringify([category, id, issuer, ...typed(value)])),
        ),
    )
    .toSorted()

const subject = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject'
const role = 'urn:oasis:names:tc:xacml:1.0:example:attribute:role'

/** The one attribute that the suite has looked up elsewhere when a request lacks it. */
function withLookups(categories: readonly RequestCategory[]) {
  const isGiven = categories.some(({ attributes }) => attributes.some(({ id }) => id === role))
  const looked = { category: subject, attributes: [stringAttribute(role, ['Physician'])] }
  return isGiven ? categories : [...categories, looked]
}

/** One answer for all when they agree and none has duties; else it cannot be told. */
function combined(answers: readonly ComparableResult[]): ComparableResult {
  const [first] = answers
  const agree = answers.every(
    ({ decision, obligations, advice }) =>
      decision === first?.decision && obligations.length + advice.length === 0,
  )
  if (first !== undefined && agree)
    return { ...bare, decision: first.decision, status: first.status }
  return { ...bare, decision: 'Indeterminate', status: 'processing-error' }
}
