import type { DataType, Value } from './value.ts'

/** Policies as the standard's schema has them (core specification, chapter 5), read and checked. */
export type PolicyDocument = Policy | PolicySet

export type Effect = 'Permit' | 'Deny'

export type Policy = {
  readonly kind: 'policy'
  readonly id: string
  readonly version: string
  readonly description?: string
  /** Identifier of the rule-combining algorithm. */
  readonly combining: string
  readonly target: Target
  readonly variables: ReadonlyMap<string, Expression>
  readonly rules: readonly Rule[]
  readonly obligations: readonly DutyExpression[]
  readonly advice: readonly DutyExpression[]
}

export type PolicySet = {
  readonly kind: 'policy-set'
  readonly id: string
  readonly version: string
  readonly description?: string
  /** Identifier of the policy-combining algorithm. */
  readonly combining: string
  readonly target: Target
  readonly children: readonly (Policy | PolicySet | PolicyReference)[]
  readonly obligations: readonly DutyExpression[]
  readonly advice: readonly DutyExpression[]
}

export type PolicyReference = {
  readonly kind: 'policy-reference' | 'policy-set-reference'
  readonly id: string
  /** Patterns of versions, as in section 5.13 of the standard. */
  readonly version?: string
  readonly earliestVersion?: string
  readonly latestVersion?: string
}

export type Rule = {
  readonly id: string
  readonly effect: Effect
  readonly description?: string
  readonly target: Target
  readonly condition?: Expression
  readonly obligations: readonly DutyExpression[]
  readonly advice: readonly DutyExpression[]
}

/** All of these must match; none at all matches everything. */
export type Target = readonly AnyOf[]
/** One of these must match. */
export type AnyOf = readonly AllOf[]
/** All of these must match. */
export type AllOf = readonly Match[]

export type Match = {
  readonly functionId: string
  readonly value: Value
  readonly attribute: Designator | Selector
}

export type Expression = Literal | Designator | Selector | Apply | FunctionName | VariableReference

export type Literal = { readonly kind: 'literal'; readonly value: Value }

export type Designator = {
  readonly kind: 'designator'
  readonly category: string
  readonly attributeId: string
  readonly dataType: DataType
  readonly issuer?: string
  readonly mustBePresent: boolean
}

export type Selector = {
  readonly kind: 'selector'
  readonly category: string
  readonly contextSelectorId?: string
  readonly path: string
  readonly prefixes: ReadonlyMap<string, string>
  readonly dataType: DataType
  readonly mustBePresent: boolean
}

export type Apply = {
  readonly kind: 'apply'
  readonly functionId: string
  readonly arguments: readonly Expression[]
}

/** A function as an argument of a higher-order function. */
export type FunctionName = { readonly kind: 'function'; readonly functionId: string }

export type VariableReference = { readonly kind: 'variable'; readonly variableId: string }

/** An obligation or an advice: what it says, and of which decision. */
export type DutyExpression = {
  readonly id: string
  readonly on: Effect
  readonly assignments: readonly AssignmentExpression[]
}

export type AssignmentExpression = {
  readonly attributeId: string
  readonly category?: string
  readonly issuer?: string
  readonly expression: Expression
}
