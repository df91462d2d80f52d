import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { actionId, category } from '../../../domain/policy/altinn-attributes.ts'
import { compilePolicy } from '../../../domain/policy/compile-policy.ts'
import { evaluate } from '../../../domain/policy/evaluate.ts'
import { stringAttribute } from '../../../domain/policy/request.ts'
import { policyRights } from '../../../domain/policy/rights.ts'
import { checkUpload } from '../../../domain/policy/upload.ts'
import { readable } from '../../support/policy/xml.ts'

const policies = [
  {
    file: 'krav-og-betalinger.xml',
    resource: 'ske-krav-og-betalinger',
    roles: ['dagl', 'lede'],
    packages: ['krav-og-utlegg', 'regnskapsforer-med-signeringsrettighet'],
  },
  {
    file: 'access-management.xml',
    resource: 'altinn_access_management',
    roles: ['dagl', 'lede', 'innh', 'dtso', 'dtpr', 'komp', 'best', 'bobe', 'hadm', 'admai'],
    packages: [],
  },
]

const question = (subject: readonly [string, string], resource: string, action: string) => ({
  categories: [
    { category: category.subject, attributes: [stringAttribute(subject[0], [subject[1]])] },
    {
      category: category.resource,
      attributes: [stringAttribute('urn:altinn:resource', [resource])],
    },
    { category: category.action, attributes: [stringAttribute(actionId, [action])] },
  ],
})

const levelThree = [
  {
    id: 'urn:altinn:obligation:1',
    assignments: [
      {
        attributeId: 'urn:altinn:obligation-assignment:1',
        category: 'urn:altinn:minimum-authenticationlevel',
        value: { type: 'integer', value: 3n },
      },
    ],
  },
]

describe.each(policies)('the policy $file', ({ file, resource, roles, packages }) => {
  const url = new URL(`../../../servers/story/policies/${file}`, import.meta.url)
  const policy = readable(readFileSync(url, 'utf8'))
  const compiled = compilePolicy(policy)
  const subjects = [
    ...packages.map((name) => ['urn:altinn:accesspackage', name] as const),
    ...roles.map((name) => ['urn:altinn:rolecode', name] as const),
  ]
  const cases = subjects.flatMap((subject) =>
    ['read', 'write'].map((action) => ({ subject, action })),
  )

  test.each(cases)('permits $subject to $action, at level 3', ({ subject, action }) => {
    const result = evaluate(compiled, question(subject, resource, action))
    expect(result).toMatchObject({
      decision: 'Permit',
      status: { code: 'ok' },
      obligations: levelThree,
    })
  })

  test('does not tell letters of roles and packages apart by case', () => {
    const [id, name] = subjects[0] ?? ['', '']
    const asked = question([id, name.toUpperCase()], resource, 'read')
    expect(evaluate(compiled, asked).decision).toBe('Permit')
  })

  test.each([
    ['another role', question(['urn:altinn:rolecode', 'utinn'], resource, 'read')],
    [
      'a package by the name of a role',
      question(['urn:altinn:accesspackage', 'dagl'], resource, 'read'),
    ],
    ['another resource', question(['urn:altinn:rolecode', 'dagl'], 'ske-annet', 'read')],
    ['another action', question(['urn:altinn:rolecode', 'dagl'], resource, 'delete')],
  ])('does not apply to %s', (_, request) => {
    expect(evaluate(compiled, request)).toMatchObject({
      decision: 'NotApplicable',
      obligations: [],
    })
  })

  test('is accepted for its resource and gives two rights', () => {
    expect(checkUpload(policy, resource).accepted).toBe(true)
    const rights = policyRights(policy, () => '')
    expect(rights.map(({ name }) => name)).toEqual(['read', 'write'])
    expect(rights.map((right) => right.subjects.length)).toEqual([subjects.length, subjects.length])
  })
})
