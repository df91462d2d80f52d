import { describe, expect, test } from 'vitest'
import { category } from '../../../domain/policy/altinn-attributes.ts'
import { checkUpload } from '../../../domain/policy/upload.ts'
import { altinnRule, attributeMatch } from '../../support/policy/altinn.ts'
import { policySetXml, policyXml, readable } from '../../support/policy/xml.ts'

const rule = (...resource: readonly (readonly [string, string])[]) =>
  altinnRule({ roles: ['dagl'], resource, actions: ['read'] })
const own = rule(['urn:altinn:resource', 'ske-krav'])

function verdict(inside: string, identifier = 'ske-krav'): string {
  const check = checkUpload(readable(policyXml(inside)), identifier)
  return check.accepted ? 'accepted' : check.refusal.code
}

describe('the policy of a resource', () => {
  test.each([
    ['names the resource in its rule', own, 'ske-krav'],
    [
      'names it beside a part of it',
      rule(['urn:altinn:resource', 'ske-krav'], ['urn:altinn:task', 't']),
      'ske-krav',
    ],
    [
      'names an app as organisation and app',
      rule(['urn:altinn:org', 'ttd'], ['urn:altinn:app', 'my_app']),
      'app_ttd_my_app',
    ],
    [
      'names an app as a resource',
      rule(['urn:altinn:resource', 'app_ttd_my_app']),
      'app_ttd_my_app',
    ],
    [
      'is for a service owner as subject',
      altinnRule({
        subjects: `<AnyOf><AllOf>${attributeMatch(category.subject, 'urn:altinn:org', 'skd')}</AllOf></AnyOf>`,
        resource: [['urn:altinn:resource', 'ske-krav']],
        actions: ['read'],
      }),
      'ske-krav',
    ],
  ])('is accepted when it %s', (_, inside, identifier) => {
    expect(verdict(`<Target/>${inside}`, identifier)).toBe('accepted')
  })

  const either = `<Rule RuleId="urn:r" Effect="Permit"><Target><AnyOf><AllOf>${attributeMatch(category.resource, 'urn:altinn:resource', 'ske-krav')}</AllOf><AllOf>${attributeMatch(category.subject, 'urn:altinn:rolecode', 'dagl')}</AllOf></AnyOf></Target></Rule>`
  const wide =
    `<Rule RuleId="urn:r" Effect="Permit"><Target>${`<AnyOf>${'<AllOf><Match/></AllOf>'.repeat(10)}</AnyOf>`.repeat(5)}</Target></Rule>`.replaceAll(
      '<Match/>',
      attributeMatch(category.resource, 'urn:altinn:resource', 'ske-krav'),
    )

  test.each([
    ['has no rules', '', 'policy-without-rules'],
    ['has a rule for any resource', own + rule(), 'rule-without-resource'],
    [
      'has a rule that is for the resource in one way and not in another',
      either,
      'rule-without-resource',
    ],
    [
      'names a resource as a subject',
      own.replace(category.resource, category.subject),
      'rule-without-resource',
    ],
    [
      'names another resource',
      own + rule(['urn:altinn:resource', 'ske-annet']),
      'foreign-resource',
    ],
    [
      'names the resource in capitals',
      rule(['urn:altinn:resource', 'SKE-KRAV']),
      'foreign-resource',
    ],
    [
      'names another beside it',
      rule(['urn:altinn:resource', 'ske-krav'], ['urn:altinn:resource', 'x']),
      'foreign-resource',
    ],
    [
      'names an app',
      rule(['urn:altinn:resource', 'ske-krav'], ['urn:altinn:app', 'a']),
      'foreign-resource',
    ],
    ['can match in too many ways', wide, 'too-many-combinations'],
  ])('is refused when it %s', (_, inside, code) => {
    expect(verdict(`<Target/>${inside}`)).toBe(code)
  })

  test('is refused when its own target names another resource', () => {
    const target = `<Target><AnyOf><AllOf>${attributeMatch(category.resource, 'urn:altinn:resource', 'x')}</AllOf></AnyOf></Target>`
    expect(verdict(target + own)).toBe('foreign-resource')
  })

  test('is refused for an app with the app of another organisation', () => {
    const foreign = rule(['urn:altinn:org', 'skd'], ['urn:altinn:app', 'my_app'])
    expect(verdict(`<Target/>${foreign}`, 'app_ttd_my_app')).toBe('foreign-resource')
    const half = rule(['urn:altinn:org', 'ttd'])
    expect(verdict(`<Target/>${half}`, 'app_ttd_my_app')).toBe('rule-without-resource')
  })

  test('is no set of policies, and every refusal says that it is not accepted', () => {
    const check = checkUpload(
      readable(policySetXml(`<Target/>${policyXml(`<Target/>${own}`)}`)),
      'ske-krav',
    )
    expect(check).toEqual({
      accepted: false,
      refusal: {
        code: 'not-one-policy',
        message: 'Policy not accepted: a policy set is not the policy of a resource.',
      },
    })
  })
})
