import { createHash } from 'node:crypto'
import type { PreparePolicy } from '../../application/policies-in-force.ts'
import { rulingsOf } from '../../domain/decision/rulings.ts'
import { compilePolicy } from '../../domain/policy/compile-policy.ts'
import { policyRights, policyRules } from '../../domain/policy/rights.ts'
import { policySubjects } from '../../domain/policy/subjects.ts'
import { readPolicy } from './read-policy.ts'

/** A policy that was accepted once and cannot be read now. */
export class StoredPolicyUnreadable extends Error {
  override readonly name = 'StoredPolicyUnreadable'
  readonly code = 'ERR_STORED_POLICY_UNREADABLE'
}

/** @throws {StoredPolicyUnreadable} */
export const preparePolicy: PreparePolicy = (version, xml) => {
  const reading = readPolicy(xml)
  if (!reading.ok) throw new StoredPolicyUnreadable(reading.problem.message)
  const rights = policyRights(reading.policy, sha256Hex)
  const compiled = compilePolicy(reading.policy)
  const actions = new Set(rights.map(({ action }) => action.value))
  return {
    version,
    compiled,
    rulings: rulingsOf(compiled, actions),
    rights: new Map(rights.map((right) => [right.key, right])),
    actions,
    listed: { rules: policyRules(reading.policy), subjects: policySubjects(reading.policy) },
  }
}

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')
