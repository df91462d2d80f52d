import { describe, expect, test } from 'vitest'
import { administersClients, managesAccess } from '../../domain/catalogue/standing.ts'
import { decidePerson } from '../../domain/decision/decide-person.ts'
import { ownResources } from '../../domain/resource/own-resources.ts'
import { PersonRef } from '../../domain/values.ts'
import { preparePolicy } from '../../infrastructure/xacml/prepare-policy.ts'
import { wholeCatalogue } from '../support/catalogue.ts'
import { party, pia } from '../support/fixtures.ts'

const forms = new Set([
  'AS',
  'NUF',
  'ENK',
  ...wholeCatalogue.roles.flatMap(({ packages }) => packages.flatMap(({ form }) => form ?? [])),
])
const standings = wholeCatalogue.roles
  .filter(({ entityType }) => entityType === 'Organisasjon')
  .flatMap((role) => [...forms].map((form) => ({ roles: [role], form })))

const permits = (id: string, action: string, standing: (typeof standings)[number]): boolean => {
  const own = ownResources.find((one) => one.id === id)
  if (own === undefined) throw new TypeError(`there is no ${id}`)
  const uuid = PersonRef.parse(pia)
  const question = { person: pia, action, resource: own.id, party, attributes: [] }
  const facts = { party: { uuid, ...standing }, policy: preparePolicy(1, own.policy) }
  return decidePerson(question, facts).decision === 'Permit'
}

describe('the policies of the portal', () => {
  test.each<[name: string, id: string, rule: typeof managesAccess]>([
    ['managing access', 'altinn_access_management', managesAccess],
    ['administering clients', 'altinn_client_administration', administersClients],
  ])('agree with the rule about %s, for every role and legal form', (_name, id, rule) => {
    const differing = standings.filter(
      (standing) => permits(id, 'write', standing) !== rule(standing),
    )
    expect(differing.map(({ roles: [role], form }) => `${role?.code} ${form}`)).toEqual([])
    expect(standings.some(rule)).toBe(true)
  })
})
