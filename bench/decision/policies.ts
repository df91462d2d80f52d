import { readFileSync } from 'node:fs'
import type { PolicyInForce } from '../../domain/decision/facts.ts'
import type { DelegatedRight } from '../../domain/delegation/events.ts'
import type { ResourceId } from '../../domain/values.ts'
import { preparePolicy } from '../../infrastructure/xacml/prepare-policy.ts'
import { storyPolicyPath } from '../policy.ts'
import { type HeldRight, offers } from './delegations.ts'

type PolicyText = { readonly resource: ResourceId; readonly xml: string }

/** The policy of the story, once for each resource that is offered. */
export function policyTexts(): readonly PolicyText[] {
  const story = readFileSync(storyPolicyPath, 'utf8')
  return offers.map(({ resource, accessPackage }) => ({
    resource,
    xml: story
      .replaceAll('ske-krav-og-betalinger', resource)
      .replaceAll('krav-og-utlegg', accessPackage),
  }))
}

export type Policies = ReadonlyMap<ResourceId, PolicyInForce>

/** They are made ready as the decision point does it. */
export const policiesReady = (): Policies =>
  new Map(policyTexts().map(({ resource, xml }) => [resource, preparePolicy(1, xml)]))

/** A right as it is delegated, by the name that the policy gives it. @throws when the policy has no such right. */
export function delegatedRight(policies: Policies, right: HeldRight): DelegatedRight {
  for (const { key, action } of policies.get(right.resource)?.rights.values() ?? [])
    if (action.value === right.action) return { ...right, key }
  throw new Error(`the policy of ${right.resource} has no right to ${right.action}`)
}
