import { describe, expect, test } from 'vitest'
import { policySubjects, subjectUrn } from '../../../domain/policy/subjects.ts'
import { readPolicy } from '../../../infrastructure/xacml/read-policy.ts'
import { policyXml } from '../../support/story-world.ts'

const urnsIn = (xml: string): string[] => {
  const reading = readPolicy(xml)
  return reading.ok ? policySubjects(reading.policy).map(subjectUrn) : expect.fail('unreadable')
}

describe('the subjects of a policy', () => {
  test('are those that its rules name, each once', () => {
    const urns = urnsIn(policyXml)
    expect(urns).toContain('urn:altinn:accesspackage:krav-og-utlegg')
    expect(new Set(urns).size).toBe(urns.length)
  })

  test('are in lower case', () =>
    expect(urnsIn(policyXml.replaceAll('>krav-og-utlegg<', '>KRAV-OG-UTLEGG<'))).toEqual(
      urnsIn(policyXml),
    ))

  test('are neither its resources nor its actions', () =>
    expect(urnsIn(policyXml).filter((urn) => /resource|action/u.test(urn))).toEqual([]))
})
