import { compilePolicy } from '../../../domain/policy/compile-policy.ts'
import { evaluate, type Result } from '../../../domain/policy/evaluate.ts'
import type { PolicyDocument } from '../../../domain/policy/policy.ts'
import { type AttributeCategory, stringAttribute } from '../../../domain/policy/request.ts'
import type { ResolvePolicy } from '../../../domain/policy/references.ts'
import { readPolicy } from '../../../infrastructure/xacml/read-policy.ts'

const xmlns = 'xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17"'
const string = 'http://www.w3.org/2001/XMLSchema#string'

/** A policy from what is inside it; deny-overrides unless said. */
export const policyXml = (
  inside: string,
  combining = '3.0:rule-combining-algorithm:deny-overrides',
) =>
  `<Policy ${xmlns} PolicyId="urn:p" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:${combining}">${inside}</Policy>`

export const policySetXml = (
  inside: string,
  combining = '3.0:policy-combining-algorithm:deny-overrides',
) =>
  `<PolicySet ${xmlns} PolicySetId="urn:s" Version="1.0" PolicyCombiningAlgId="urn:oasis:names:tc:xacml:${combining}">${inside}</PolicySet>`

export const ruleXml = (inside = '', effect = 'Permit', id = 'urn:r') =>
  `<Rule RuleId="${id}" Effect="${effect}">${inside}</Rule>`

export const conditionXml = (expression: string) => ruleXml(`<Condition>${expression}</Condition>`)

export const applyXml = (name: string, ...inside: readonly string[]) => {
  const [version, local] = name.split(' ')
  return `<Apply FunctionId="urn:oasis:names:tc:xacml:${version}:function:${local}">${inside.join('')}</Apply>`
}

export const stringXml = (text: string) =>
  `<AttributeValue DataType="${string}">${text}</AttributeValue>`

export const designatorXml = (id: string, mustBePresent = false) =>
  `<AttributeDesignator Category="urn:c" AttributeId="${id}" DataType="${string}" MustBePresent="${mustBePresent}"/>`

/** A match of the attribute in the category `urn:c` with a text. */
export const matchXml = (id: string, text: string, mustBePresent = false) =>
  `<Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">${stringXml(text)}${designatorXml(id, mustBePresent)}</Match>`

export const targetXml = (...anyOfs: readonly (readonly string[])[]) =>
  `<Target>${anyOfs.map((allOfs) => `<AnyOf>${allOfs.map((each) => `<AllOf>${each}</AllOf>`).join('')}</AnyOf>`).join('')}</Target>`

export function readable(xml: string): PolicyDocument {
  const reading = readPolicy(xml)
  if (!reading.ok) throw new Error(`${reading.problem.code}: ${reading.problem.message}`)
  return reading.policy
}

/** Attributes of the category `urn:c`. */
export const having = (
  attributes: Readonly<Record<string, readonly string[]>>,
): AttributeCategory => ({
  category: 'urn:c',
  attributes: Object.entries(attributes).map(([id, texts]) => stringAttribute(id, texts)),
})

export const decide = (
  xml: string,
  attributes: Readonly<Record<string, readonly string[]>> = {},
  resolve?: ResolvePolicy,
): Result => evaluate(compilePolicy(readable(xml), resolve), { categories: [having(attributes)] })
