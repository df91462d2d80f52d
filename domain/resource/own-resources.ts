import {
  actionId,
  category,
  resourceAttribute,
  subjectAttribute,
} from '../policy/altinn-attributes.ts'
import { OrgNo, ResourceId } from '../values.ts'
import type { ResourceContent } from './events.ts'

/** What people do in the portal, as resources with policies of their own (spec pdp §7). */
export type OwnResource = {
  readonly id: ResourceId
  readonly content: ResourceContent
  readonly policy: string
}

/** Who runs the portal, and so is the competent authority of its resources: Digitaliseringsdirektoratet. */
export const portalOwner = OrgNo.parse('991825827')

type Rule = {
  readonly id: string
  readonly title: readonly [nb: string, nn: string, en: string]
  readonly actions: readonly string[]
  /** By the last part of the package's URN. */
  readonly packages: readonly string[]
}

/** It may make others what it is not itself, so no package says what it can do. */
const mainAdministrator = 'hovedadministrator'

const rules: readonly Rule[] = [
  {
    id: 'altinn_access_management',
    title: ['Tilgangsstyring', 'Tilgangsstyring', 'Access management'],
    actions: ['read', 'write'],
    packages: ['tilgangsstyrer'],
  },
  {
    id: 'altinn_access_management_hovedadmin',
    title: ['Hovedadministrator', 'Hovudadministrator', 'Main administration'],
    actions: ['read', 'write'],
    packages: ['hovedadministrator'],
  },
  {
    id: 'altinn_client_administration',
    title: ['Klientadministrasjon', 'Klientadministrasjon', 'Client administration'],
    actions: ['read', 'write'],
    packages: ['klientadministrator'],
  },
  {
    id: 'altinn_system_user_overview',
    title: [
      'Oversikt over systemtilganger',
      'Oversikt over systemtilgangar',
      'System access overview',
    ],
    actions: ['read'],
    packages: ['tilgangsstyrer', 'klientadministrator'],
  },
]

const stringType = 'http://www.w3.org/2001/XMLSchema#string'
const stringEqual = 'urn:oasis:names:tc:xacml:1.0:function:string-equal'

const match = (in_: string, id: string, value: string): string =>
  `<AllOf><Match MatchId="${stringEqual}"><AttributeValue DataType="${stringType}">${value}</AttributeValue>` +
  `<AttributeDesignator Category="${in_}" AttributeId="${id}" DataType="${stringType}" MustBePresent="false"/></Match></AllOf>`

const anyOf = (...matches: readonly string[]): string => `<AnyOf>${matches.join('')}</AnyOf>`

const policyOf = ({ id, actions, packages }: Rule): string =>
  [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="urn:altinn:resourceregistry:policy:${id}" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">`,
    '<Target/>',
    `<Rule RuleId="urn:altinn:resource:${id}:rule:1" Effect="Permit"><Target>`,
    anyOf(
      match(category.subject, subjectAttribute.roleCode, mainAdministrator),
      ...packages.map((name) => match(category.subject, subjectAttribute.accessPackage, name)),
    ),
    anyOf(match(category.resource, resourceAttribute.resource, id)),
    anyOf(...actions.map((name) => match(category.action, actionId, name))),
    '</Target></Rule>',
    '<ObligationExpressions><ObligationExpression ObligationId="urn:altinn:obligation:1" FulfillOn="Permit">',
    '<AttributeAssignmentExpression AttributeId="urn:altinn:obligation-assignment:1" Category="urn:altinn:minimum-authenticationlevel">',
    '<AttributeValue DataType="http://www.w3.org/2001/XMLSchema#integer">3</AttributeValue>',
    '</AttributeAssignmentExpression></ObligationExpression></ObligationExpressions>',
    '</Policy>',
  ].join('\n')

const contentOf = ([nb, nn, en]: Rule['title']): ResourceContent => ({
  title: { nb, nn, en },
  description: { nb, nn, en },
  resourceType: 'Systemresource',
  delegable: false,
  visible: false,
  more: { hasCompetentAuthority: { organization: portalOwner, orgcode: 'digdir' } },
})

export const ownResources: readonly OwnResource[] = rules.map((rule) => ({
  id: ResourceId.parse(rule.id),
  content: contentOf(rule.title),
  policy: policyOf(rule),
}))
