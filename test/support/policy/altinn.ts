import { actionId, category } from '../../../domain/policy/altinn-attributes.ts'

const string = 'http://www.w3.org/2001/XMLSchema#string'

export const attributeMatch = (where: string, id: string, value: string): string =>
  `<Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal"><AttributeValue DataType="${string}">${value}</AttributeValue><AttributeDesignator Category="${where}" AttributeId="${id}" DataType="${string}" MustBePresent="false"/></Match>`

const anyOf = (allOfs: readonly string[]): string =>
  allOfs.length === 0
    ? ''
    : `<AnyOf>${allOfs.map((matches) => `<AllOf>${matches}</AllOf>`).join('')}</AnyOf>`

export type AltinnRule = {
  readonly roles?: readonly string[]
  /** XML in place of the roles. */
  readonly subjects?: string
  /** Attributes that must all be there. */
  readonly resource: readonly (readonly [id: string, value: string])[]
  readonly actions: readonly string[]
  readonly effect?: 'Permit' | 'Deny'
}

/** A rule as policies of Altinn have them: subjects, a resource, actions. */
export function altinnRule({
  roles = [],
  subjects,
  resource,
  actions,
  effect = 'Permit',
}: AltinnRule) {
  const who =
    subjects ??
    anyOf(roles.map((role) => attributeMatch(category.subject, 'urn:altinn:rolecode', role)))
  const what = resource.map(([id, value]) => attributeMatch(category.resource, id, value)).join('')
  const how = anyOf(actions.map((action) => attributeMatch(category.action, actionId, action)))
  return `<Rule RuleId="urn:rule" Effect="${effect}"><Target>${who}${anyOf(what === '' ? [] : [what])}${how}</Target></Rule>`
}
