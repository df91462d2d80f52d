import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Combinable, policyCombining, ruleCombining } from '../../../domain/policy/combine.ts'
import { workMax } from '../../../domain/policy/limits.ts'
import {
  decided,
  noDuties,
  notApplicable,
  type Outcome,
  undecided,
} from '../../../domain/policy/outcome.ts'
import { processingError } from '../../../domain/policy/value.ts'

type Letter = 'P' | 'D' | 'N' | 'IP' | 'ID' | 'IDP'

const letters = ['P', 'D', 'N', 'IP', 'ID', 'IDP'] as const
const cause = processingError('planted')

const outcomes: Readonly<Record<Letter, Outcome>> = {
  P: decided('Permit', noDuties),
  D: decided('Deny', noDuties),
  N: notApplicable,
  IP: undecided('P', cause),
  ID: undecided('D', cause),
  IDP: undecided('DP', cause),
}

function letterOf(outcome: Outcome): Letter {
  if (outcome.decision === 'Indeterminate')
    return outcome.could === 'DP' ? 'IDP' : `I${outcome.could}`
  if (outcome.decision === 'NotApplicable') return 'N'
  return outcome.decision === 'Permit' ? 'P' : 'D'
}

const child = (letter: Letter): Combinable => ({
  applies: () => letter !== 'N',
  evaluate: () => outcomes[letter],
})

const evaluation = { request: { categories: [] }, left: workMax, bags: [], variables: [] }

function combine(algorithm: string, children: readonly Letter[]): Letter {
  const combining = ruleCombining.get(algorithm) ?? policyCombining.get(algorithm)
  if (combining === undefined) throw new Error(`${algorithm} is not known`)
  return letterOf(combining(children.map(child), evaluation))
}

// One row for each first outcome, one column for each second, both in the order of `letters`.
const denyOverrides = `
  P   D P   P   IDP IDP
  D   D D   D   D   D
  P   D N   IP  ID  IDP
  P   D IP  IP  IDP IDP
  IDP D ID  IDP ID  IDP
  IDP D IDP IDP IDP IDP`
const permitOverrides = `
  P P   P   P   P   P
  P D   D   IDP D   IDP
  P D   N   IP  ID  IDP
  P IDP IP  IP  IDP IDP
  P D   ID  IDP ID  IDP
  P IDP IDP IDP IDP IDP`
const denyUnlessPermit = `
  P P P P P P
  P D D D D D
  P D D D D D
  P D D D D D
  P D D D D D
  P D D D D D`
const permitUnlessDeny = `
  P D P P P P
  D D D D D D
  P D P P P P
  P D P P P P
  P D P P P P
  P D P P P P`
const firstApplicable = `
  P   P   P   P   P   P
  D   D   D   D   D   D
  P   D   N   IP  ID  IDP
  IP  IP  IP  IP  IP  IP
  ID  ID  ID  ID  ID  ID
  IDP IDP IDP IDP IDP IDP`
const onlyOneApplicable = `
  IDP IDP P   IDP IDP IDP
  IDP IDP D   IDP IDP IDP
  P   D   N   IP  ID  IDP
  IDP IDP IP  IDP IDP IDP
  IDP IDP ID  IDP IDP IDP
  IDP IDP IDP IDP IDP IDP`
const earlierRuleDeny = denyOverrides.replaceAll(/\bI[PD]\b/gu, 'IDP')
const earlierRulePermit = permitOverrides.replaceAll(/\bI[PD]\b/gu, 'IDP')
const earlierPolicyDeny = `
  P D P D D D
  D D D D D D
  P D N D D D
  D D D D D D
  D D D D D D
  D D D D D D`
const earlierPolicyPermit = `
  P P P   P   P   P
  P D D   D   D   D
  P D N   IDP IDP IDP
  P D IDP IDP IDP IDP
  P D IDP IDP IDP IDP
  P D IDP IDP IDP IDP`

const of = (version: string, kind: string, name: string): string =>
  `urn:oasis:names:tc:xacml:${version}:${kind}-combining-algorithm:${name}`

const both = (name: string, table: string, version = '3.0'): [string, string][] => [
  [of(version, 'rule', name), table],
  [of(version, 'policy', name), table],
]

const tables: readonly [string, string][] = [
  ...both('deny-overrides', denyOverrides),
  ...both('ordered-deny-overrides', denyOverrides),
  ...both('permit-overrides', permitOverrides),
  ...both('ordered-permit-overrides', permitOverrides),
  ...both('deny-unless-permit', denyUnlessPermit),
  ...both('permit-unless-deny', permitUnlessDeny),
  ...both('first-applicable', firstApplicable, '1.0'),
  [of('1.0', 'policy', 'only-one-applicable'), onlyOneApplicable],
  [of('1.0', 'rule', 'deny-overrides'), earlierRuleDeny],
  [of('1.1', 'rule', 'ordered-deny-overrides'), earlierRuleDeny],
  [of('1.0', 'rule', 'permit-overrides'), earlierRulePermit],
  [of('1.1', 'rule', 'ordered-permit-overrides'), earlierRulePermit],
  [of('1.0', 'policy', 'deny-overrides'), earlierPolicyDeny],
  [of('1.1', 'policy', 'ordered-deny-overrides'), earlierPolicyDeny],
  [of('1.0', 'policy', 'permit-overrides'), earlierPolicyPermit],
  [of('1.1', 'policy', 'ordered-permit-overrides'), earlierPolicyPermit],
]

const cells = (table: string): readonly string[] => table.trim().split(/\s+/u)

describe('combining two outcomes', () => {
  test('has a table for every algorithm that is known', () => {
    const known = [...ruleCombining.keys(), ...policyCombining.keys()]
    expect(tables.map(([algorithm]) => algorithm).toSorted()).toEqual(known.toSorted())
  })

  test.each(tables)('by %s goes by the table', (algorithm, table) => {
    const found = letters.flatMap((one) => letters.map((other) => combine(algorithm, [one, other])))
    expect(found).toEqual(cells(table))
  })
})

describe('combining any number of outcomes', () => {
  const some = fc.array(fc.constantFrom(...letters), { maxLength: 6 })

  test('of none is NotApplicable, but for the two that always decide', () => {
    expect(tables.map(([algorithm]) => [algorithm, combine(algorithm, [])])).toEqual(
      tables.map(([algorithm]) => {
        if (algorithm.endsWith('deny-unless-permit')) return [algorithm, 'D']
        return [algorithm, algorithm.endsWith('permit-unless-deny') ? 'P' : 'N']
      }),
    )
  })

  test.each(['deny-overrides', 'permit-overrides'])('by %s is combining two at a time', (name) => {
    const algorithm = of('3.0', 'rule', name)
    fc.assert(
      fc.property(some, (children) => {
        const pairwise = children.reduce<Letter>(
          (sofar, next) => combine(algorithm, [sofar, next]),
          'N',
        )
        expect(combine(algorithm, children)).toBe(pairwise)
      }),
    )
  })

  test.each(['deny-overrides', 'permit-overrides', 'deny-unless-permit', 'permit-unless-deny'])(
    'by %s does not depend on their order',
    (name) => {
      fc.assert(
        fc.property(some, (children) => {
          const algorithm = of('3.0', 'policy', name)
          expect(combine(algorithm, children.toReversed())).toBe(combine(algorithm, children))
        }),
      )
    },
  )

  test('never permits past a Deny where a Deny overrides', () => {
    fc.assert(
      fc.property(some, some, (before, after) => {
        for (const [algorithm] of tables) {
          if (!/deny-overrides|permit-unless-deny/u.test(algorithm)) continue
          expect(combine(algorithm, [...before, 'D', ...after])).toBe('D')
        }
      }),
    )
  })

  test('never permits without a Permit among them, but for permit-unless-deny', () => {
    fc.assert(
      fc.property(some, (children) => {
        const without = children.filter((letter) => letter !== 'P')
        for (const [algorithm] of tables) {
          if (algorithm.endsWith('permit-unless-deny')) continue
          expect(combine(algorithm, without)).not.toBe('P')
        }
      }),
    )
  })
})

test('only-one-applicable cannot tell when a target cannot', () => {
  const combining = policyCombining.get(of('1.0', 'policy', 'only-one-applicable'))
  const broken: Combinable = { applies: () => cause, evaluate: () => outcomes.P }
  expect(combining?.([child('N'), broken], evaluation)).toEqual(undecided('DP', cause))
})

test.each(['deny-overrides', 'first-applicable'])(
  '%s evaluates nothing after what decides',
  (name) => {
    const algorithm = of(name === 'first-applicable' ? '1.0' : '3.0', 'rule', name)
    let asked = 0
    const counting: Combinable = {
      applies: () => true,
      evaluate: () => {
        asked += 1
        return notApplicable
      },
    }
    ruleCombining.get(algorithm)?.([counting, child('D'), counting], evaluation)
    expect(asked).toBe(1)
  },
)
