import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { actionId, category, resourceAttribute } from '../../../domain/policy/altinn-attributes.ts'
import { canonicalRight, policyRights } from '../../../domain/policy/rights.ts'
import { policySetXml, policyXml, readable } from '../../support/policy/xml.ts'
import { altinnRule, attributeMatch } from '../../support/policy/altinn.ts'

const sha256Hex = (text: string) => createHash('sha256').update(text).digest('hex')
const rightsOf = (xml: string) => policyRights(readable(xml), sha256Hex)
const read = { id: actionId, value: 'read' }
const role = (value: string) => ({ attributes: [{ id: 'urn:altinn:rolecode', value }] })

describe('the rights of a policy', () => {
  test('are one for each resource and action, with everyone they are given to', () => {
    const first = altinnRule({
      roles: ['dagl', 'lede'],
      resource: [['urn:altinn:resource', 'r']],
      actions: ['read', 'write'],
    })
    const second = altinnRule({
      roles: ['hadm', 'dagl'],
      resource: [['urn:altinn:resource', 'r']],
      actions: ['read'],
    })
    const rights = rightsOf(policyXml(`<Target/>${first}${second}`))
    expect(rights.map(({ name, subjects }) => [name, subjects])).toEqual([
      ['read', [role('dagl'), role('lede'), role('hadm')]],
      ['write', [role('dagl'), role('lede')]],
    ])
    expect(rights[0]).toMatchObject({
      key: `01${sha256Hex('urn:altinn:resource:r:urn:oasis:names:tc:xacml:1.0:action:action-id:read')}`,
      action: read,
      resource: [{ id: 'urn:altinn:resource', value: 'r' }],
    })
  })

  test('are apart for parts of a resource', () => {
    const rule = altinnRule({
      roles: ['dagl'],
      resource: [
        ['urn:altinn:resource', 'r'],
        ['urn:altinn:task', 'task_1'],
      ],
      actions: ['read'],
    })
    const whole = altinnRule({
      roles: ['dagl'],
      resource: [['urn:altinn:resource', 'r']],
      actions: ['read'],
    })
    expect(
      new Set(rightsOf(policyXml(`<Target/>${rule}${whole}`)).map(({ key }) => key)).size,
    ).toBe(2)
  })

  test('keep the attributes of one subject together', () => {
    const both = `<AnyOf><AllOf>${attributeMatch(category.subject, 'urn:altinn:rolecode', 'dagl')}${attributeMatch(category.subject, 'urn:altinn:partytype', 'organization')}</AllOf></AnyOf>`
    const rule = altinnRule({
      subjects: both,
      resource: [['urn:altinn:resource', 'r']],
      actions: ['read'],
    })
    expect(rightsOf(policyXml(`<Target/>${rule}`))[0]?.subjects).toEqual([
      {
        attributes: [
          { id: 'urn:altinn:rolecode', value: 'dagl' },
          { id: 'urn:altinn:partytype', value: 'organization' },
        ],
      },
    ])
  })

  test('come from policies inside sets, under the targets of the sets', () => {
    const rule = altinnRule({ roles: ['dagl'], resource: [], actions: ['read'] })
    const target = `<Target><AnyOf><AllOf>${attributeMatch(category.resource, 'urn:altinn:resource', 'r')}</AllOf></AnyOf></Target>`
    const rights = rightsOf(policySetXml(target + policyXml(`<Target/>${rule}`)))
    expect(rights.map(({ resource }) => resource)).toEqual([
      [{ id: 'urn:altinn:resource', value: 'r' }],
    ])
  })

  test.each([
    [
      'Deny rules',
      altinnRule({
        roles: ['dagl'],
        resource: [['urn:altinn:resource', 'r']],
        actions: ['read'],
        effect: 'Deny',
      }),
    ],
    [
      'rules for any action',
      altinnRule({ roles: ['dagl'], resource: [['urn:altinn:resource', 'r']], actions: [] }),
    ],
    ['rules for any resource', altinnRule({ roles: ['dagl'], resource: [], actions: ['read'] })],
    [
      'rules for actions by pattern',
      altinnRule({
        roles: ['dagl'],
        resource: [['urn:altinn:resource', 'r']],
        actions: ['read'],
      }).replace(/(.*)string-equal/su, '$1string-regexp-match'),
    ],
  ])('are not made of %s', (_, rule) => {
    expect(rightsOf(policyXml(`<Target/>${rule}`))).toEqual([])
  })
})

describe('the text of a right', () => {
  test.each([
    [
      'names the resource and the action',
      [[resourceAttribute.resource, 'R-1']],
      'urn:altinn:resource:r-1',
    ],
    [
      'writes an app as a resource',
      [
        [resourceAttribute.app, 'a'],
        [resourceAttribute.org, 'ttd'],
      ],
      'urn:altinn:resource:app_ttd_a',
    ],
    [
      'has attributes by their id',
      [
        [resourceAttribute.task, 't'],
        [resourceAttribute.resource, 'r'],
      ],
      'urn:altinn:resource:r:urn:altinn:task:t',
    ],
    [
      'leaves instances out',
      [
        [resourceAttribute.resource, 'r'],
        [resourceAttribute.instanceId, '1/2'],
        [resourceAttribute.resourceInstanceId, '3'],
      ],
      'urn:altinn:resource:r',
    ],
    [
      'does not name an app twice',
      [
        [resourceAttribute.org, 'o'],
        [resourceAttribute.app, 'a'],
        [resourceAttribute.resource, 'app_o_a'],
      ],
      'urn:altinn:resource:app_o_a',
    ],
  ])('%s', (_, pairs, expected) => {
    const resource = pairs.map(([id = '', value = '']) => ({ id, value }))
    expect(canonicalRight(resource, read)).toBe(`${expected}:${actionId}:read`)
    expect(canonicalRight(resource.toReversed(), read)).toBe(`${expected}:${actionId}:read`)
  })
})
