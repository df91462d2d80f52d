import fc from 'fast-check'
import { expect, test } from 'vitest'
import { policyCombining, ruleCombining } from '../../../domain/policy/combine.ts'
import { compilePolicy } from '../../../domain/policy/compile-policy.ts'
import { evaluate } from '../../../domain/policy/evaluate.ts'
import { functionTable } from '../../../domain/policy/function-table.ts'
import type {
  AllOf,
  Expression,
  Match,
  Policy,
  PolicyDocument,
  Rule,
  Target,
} from '../../../domain/policy/policy.ts'
import { UnsoundPolicy } from '../../../domain/policy/problem.ts'
import { type PolicyRequest, stringAttribute } from '../../../domain/policy/request.ts'
import { policyRights } from '../../../domain/policy/rights.ts'
import { checkUpload } from '../../../domain/policy/upload.ts'
import type { Value } from '../../../domain/policy/value.ts'

const name = fc.constantFrom('role', 'level', 'nothing')
const text = fc.constantFrom('a', 'b', '(', '')
const value: fc.Arbitrary<Value> = fc.oneof(
  text.map((each): Value => ({ type: 'string', value: each })),
  fc.bigInt({ min: -3n, max: 3n }).map((each): Value => ({ type: 'integer', value: each })),
  fc.boolean().map((each): Value => ({ type: 'boolean', value: each })),
  fc.double().map((each): Value => ({ type: 'double', value: each })),
)

const designator = fc.record({
  kind: fc.constant('designator' as const),
  category: fc.constant('urn:c'),
  attributeId: name,
  dataType: fc.constantFrom('string' as const, 'integer' as const),
  mustBePresent: fc.boolean(),
})

// Functions by name and arguments by chance: most do not fit, and those that do are of every kind.
const expressions = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    value.map((each): Expression => ({ kind: 'literal', value: each })),
    designator,
    fc.constant<Expression>({ kind: 'variable', variableId: 'v' }),
    fc.record({
      kind: fc.constant('apply' as const),
      functionId: fc.constantFrom(...functionTable.keys()),
      arguments: fc.array(tie('expression'), { maxLength: 3 }),
    }),
  ),
}))

const match: fc.Arbitrary<Match> = fc.record({
  functionId: fc.constant('urn:oasis:names:tc:xacml:1.0:function:string-equal'),
  value: text.map((each): Value => ({ type: 'string', value: each })),
  attribute: designator.map((each) => Object.assign(each, { dataType: 'string' as const })),
})
const list = <T>(each: fc.Arbitrary<T>) => fc.array(each, { maxLength: 3 })
const target: fc.Arbitrary<Target> = list(list(list(match) satisfies fc.Arbitrary<AllOf>))
const effect = fc.constantFrom('Permit' as const, 'Deny' as const)
const duties = list(
  fc.record({
    id: fc.constant('urn:o'),
    on: effect,
    assignments: list(fc.record({ attributeId: name, expression: expressions.expression })),
  }),
)

const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ id: name, effect, target, obligations: duties, advice: fc.constant([]) }),
  fc.record({
    id: name,
    effect,
    target,
    condition: expressions.expression,
    obligations: fc.constant([]),
    advice: duties,
  }),
)

const policy: fc.Arbitrary<Policy> = fc.record({
  kind: fc.constant('policy' as const),
  id: name,
  version: fc.constant('1.0'),
  combining: fc.constantFrom(...ruleCombining.keys()),
  target,
  variables: expressions.expression.map((each) => new Map([['v', each]])),
  rules: list(rule),
  obligations: duties,
  advice: duties,
})

const document: fc.Arbitrary<PolicyDocument> = fc.oneof(
  policy,
  fc.record({
    kind: fc.constant('policy-set' as const),
    id: name,
    version: fc.constant('1.0'),
    combining: fc.constantFrom(...policyCombining.keys()),
    target,
    children: list(policy),
    obligations: duties,
    advice: duties,
  }),
)

const request: fc.Arbitrary<PolicyRequest> = fc
  .array(fc.tuple(name, list(text)), { maxLength: 3 })
  .map((attributes) => ({
    categories: [
      {
        category: 'urn:c',
        attributes: attributes.map(([id, texts]) => stringAttribute(id, texts)),
      },
    ],
  }))

const decisions = ['Permit', 'Deny', 'NotApplicable', 'Indeterminate']

test('every policy that compiles answers every request, and gives duties only with a decision', () => {
  let compiledCount = 0
  fc.assert(
    fc.property(document, request, (generated, asked) => {
      try {
        const result = evaluate(compilePolicy(generated), asked)
        compiledCount += 1
        expect(decisions).toContain(result.decision)
        expect(result.status.code === 'ok').toBe(result.decision !== 'Indeterminate')
        const decided = result.decision === 'Permit' || result.decision === 'Deny'
        if (!decided) expect([...result.obligations, ...result.advice]).toEqual([])
      } catch (error) {
        expect(error).toBeInstanceOf(UnsoundPolicy)
      }
    }),
    { numRuns: 3_000 },
  )
  expect(compiledCount).toBeGreaterThan(50)
})

test('asking again gives the same answer', () => {
  fc.assert(
    fc.property(policy, request, (generated, asked) => {
      const plain: Policy = {
        ...generated,
        variables: new Map(),
        obligations: [],
        advice: [],
        rules: generated.rules.map(({ id, effect: on, target: when }) => ({
          id,
          effect: on,
          target: when,
          obligations: [],
          advice: [],
        })),
      }
      const compiled = compilePolicy(plain)
      const first = evaluate(compiled, asked)
      expect(evaluate(compiled, asked)).toEqual(first)
      expect(evaluate(compilePolicy(plain), asked)).toEqual(first)
    }),
  )
})

test('rights and the rules of upload have an answer for every policy', () => {
  fc.assert(
    fc.property(document, (generated) => {
      expect(policyRights(generated, () => '')).toBeInstanceOf(Array)
      expect(typeof checkUpload(generated, 'r').accepted).toBe('boolean')
    }),
  )
})
