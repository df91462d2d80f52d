import { compilePolicy } from './compile-policy.ts'
import {
  atMostOne,
  childrenOf,
  optional,
  placeOf,
  required,
  textOf,
  unexpected,
  xacmlNamespace,
} from './element-reader.ts'
import { parseDuties, parseEffect, parseOnlyExpression, parseTarget } from './parse-parts.ts'
import type {
  Expression,
  Policy,
  PolicyDocument,
  PolicyReference,
  PolicySet,
  Rule,
} from './policy.ts'
import { type PolicyProblem, UnsoundPolicy } from './problem.ts'
import { checkSchema } from './schema.ts'
import { isVersionPattern } from './versions.ts'
import type { XmlElement } from './xml-element.ts'
import { trimmed } from './white-space.ts'

export type PolicyReading =
  | { readonly ok: true; readonly policy: PolicyDocument }
  | { readonly ok: false; readonly problem: PolicyProblem }

/**
 * Reads a policy or a policy set from its elements, and compiles it once to see that it is sound:
 * every function, algorithm and data type known, every type fitting. References to other policies
 * are not followed here.
 */
export function parsePolicy(root: XmlElement): PolicyReading {
  return readingOf(() => {
    const policy = parseDocument(root)
    compilePolicy(policy)
    return policy
  })
}

function readingOf(read: () => PolicyDocument): PolicyReading {
  try {
    return { ok: true, policy: read() }
  } catch (error) {
    if (error instanceof UnsoundPolicy) return { ok: false, problem: error.problem }
    throw error
  }
}

/**
 * Reads a policy that somebody hands in: as {@link parsePolicy}, and held to the standard's schema besides. What was taken
 * before the schema was looked at goes on being read, so this is for what is new alone.
 */
export function parseNewPolicy(root: XmlElement): PolicyReading {
  const reading = parsePolicy(root)
  if (!reading.ok) return reading
  return readingOf(() => {
    checkSchema(root)
    return reading.policy
  })
}

function parseDocument(root: XmlElement): PolicyDocument {
  if (root.namespace === xacmlNamespace && root.name === 'Policy') return parseOnePolicy(root)
  if (root.namespace === xacmlNamespace && root.name === 'PolicySet') return parsePolicySet(root)
  return unexpected(root, 'is neither a Policy nor a PolicySet of XACML 3.0')
}

const commonNames = [
  'Description',
  'PolicyIssuer',
  'Target',
  'CombinerParameters',
  'ObligationExpressions',
  'AdviceExpressions',
]

function parseOnePolicy(element: XmlElement): Policy {
  const children = childrenOf(element, [
    ...commonNames,
    'PolicyDefaults',
    'RuleCombinerParameters',
    'VariableDefinition',
    'Rule',
  ])
  return {
    kind: 'policy',
    id: required(element, 'PolicyId'),
    combining: required(element, 'RuleCombiningAlgId'),
    ...commonParts(element, children),
    variables: parseVariables(children),
    rules: children.filter(({ name }) => name === 'Rule').map(parseRule),
  }
}

const childPolicyNames = ['Policy', 'PolicySet', 'PolicyIdReference', 'PolicySetIdReference']

function parsePolicySet(element: XmlElement): PolicySet {
  const children = childrenOf(element, [
    ...commonNames,
    'PolicySetDefaults',
    'PolicyCombinerParameters',
    'PolicySetCombinerParameters',
    ...childPolicyNames,
  ])
  return {
    kind: 'policy-set',
    id: required(element, 'PolicySetId'),
    combining: required(element, 'PolicyCombiningAlgId'),
    ...commonParts(element, children),
    children: children.filter(({ name }) => childPolicyNames.includes(name)).map(parseChild),
  }
}

function commonParts(element: XmlElement, children: readonly XmlElement[]) {
  const target = atMostOne(element, children, 'Target') ?? unexpected(element, 'has no <Target>')
  const issuer = atMostOne(element, children, 'PolicyIssuer')
  if (issuer !== undefined) {
    throw new UnsoundPolicy('not-supported', `${placeOf(issuer)}: issued policies are not taken.`)
  }
  for (const { name, children: inner } of children)
    if (name.endsWith('Defaults')) checkXPathVersion(inner)
  return {
    version: parseVersion(element),
    ...parseDescription(element, children),
    target: parseTarget(target),
    ...parseDuties(element, children),
  }
}

function parseVersion(element: XmlElement): string {
  const version = required(element, 'Version')
  return /^(?:\d+\.)*\d+$/u.test(version)
    ? version
    : unexpected(element, `has the Version ${version}, which is not numbers with dots between`)
}

function parseDescription(element: XmlElement, children: readonly XmlElement[]) {
  const description = atMostOne(element, children, 'Description')
  return description === undefined ? {} : { description: trimmed(textOf(description)) }
}

function checkXPathVersion(defaults: XmlElement['children']): void {
  for (const child of defaults) {
    if (child.kind !== 'element' || child.name !== 'XPathVersion') continue
    const version = trimmed(textOf(child))
    if (/xpath-19991116$/iu.test(version)) continue
    throw new UnsoundPolicy('not-supported', `${placeOf(child)}: ${version} is not XPath 1.0.`)
  }
}

function parseChild(element: XmlElement): PolicyDocument | PolicyReference {
  if (element.name === 'Policy') return parseOnePolicy(element)
  if (element.name === 'PolicySet') return parsePolicySet(element)
  const version = versionPattern(element, 'Version')
  const earliestVersion = versionPattern(element, 'EarliestVersion')
  const latestVersion = versionPattern(element, 'LatestVersion')
  return {
    kind: element.name === 'PolicyIdReference' ? 'policy-reference' : 'policy-set-reference',
    id: trimmed(textOf(element)),
    ...(version !== undefined && { version }),
    ...(earliestVersion !== undefined && { earliestVersion }),
    ...(latestVersion !== undefined && { latestVersion }),
  }
}

function versionPattern(element: XmlElement, name: string): string | undefined {
  const pattern = optional(element, name)
  return pattern === undefined || isVersionPattern(pattern)
    ? pattern
    : unexpected(element, `has the ${name} ${pattern}, which is no pattern of versions`)
}

function parseVariables(children: readonly XmlElement[]): ReadonlyMap<string, Expression> {
  const variables = new Map<string, Expression>()
  for (const element of children) {
    if (element.name !== 'VariableDefinition') continue
    const id = required(element, 'VariableId')
    if (variables.has(id)) unexpected(element, `defines the variable ${id} again`)
    variables.set(id, parseOnlyExpression(element))
  }
  return variables
}

function parseRule(element: XmlElement): Rule {
  const children = childrenOf(element, [
    'Description',
    'Target',
    'Condition',
    'ObligationExpressions',
    'AdviceExpressions',
  ])
  const target = atMostOne(element, children, 'Target')
  const condition = atMostOne(element, children, 'Condition')
  return {
    id: required(element, 'RuleId'),
    effect: parseEffect(element, 'Effect'),
    ...parseDescription(element, children),
    target: target === undefined ? [] : parseTarget(target),
    ...(condition !== undefined && { condition: parseOnlyExpression(condition) }),
    ...parseDuties(element, children),
  }
}
