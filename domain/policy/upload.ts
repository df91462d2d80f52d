import { category, resourceAttribute } from './altinn-attributes.ts'
import { targetCombinationsMax } from './limits.ts'
import { combinationCount, combinationsOf, namedBy, type NamedAttribute } from './named-targets.ts'
import type { Policy, PolicyDocument, Rule, Target } from './policy.ts'

export type UploadRefusal = {
  readonly code:
    | 'not-one-policy'
    | 'policy-without-rules'
    | 'rule-without-resource'
    | 'foreign-resource'
    | 'too-many-combinations'
  readonly message: string
}

export type UploadCheck =
  | { readonly accepted: true; readonly policy: Policy }
  | { readonly accepted: false; readonly refusal: UploadRefusal }

/**
 * Whether a policy may be the policy of a resource: it is one policy and no set, every rule is for
 * the resource in each way that it can match, and no other resource is named in any target.
 */
export function checkUpload(document: PolicyDocument, identifier: string): UploadCheck {
  if (document.kind === 'policy-set') {
    return refuse('not-one-policy', 'a policy set is not the policy of a resource')
  }
  if (document.rules.length === 0) return refuse('policy-without-rules', 'it has no rules')
  const own = ownNames(identifier)
  const foreign = foreignName([document.target, ...document.rules.map(({ target }) => target)], own)
  if (foreign !== undefined) {
    return refuse('foreign-resource', `${foreign.id} is ${foreign.value}, not of ${identifier}`)
  }
  for (const rule of document.rules) {
    const refusal = checkRule(rule, own, identifier)
    if (refusal !== undefined) return refusal
  }
  return { accepted: true, policy: document }
}

const refuse = (code: UploadRefusal['code'], why: string): UploadCheck => ({
  accepted: false,
  refusal: { code, message: `Policy not accepted: ${why}.` },
})

/** What a resource goes by in a policy: its identifier and, for an app, its organisation and app. */
type OwnNames = { readonly identifier: string; readonly org?: string; readonly app?: string }

function ownNames(identifier: string): OwnNames {
  const [, org, app] = /^app_([^_]+)_(.+)$/u.exec(identifier) ?? []
  return org === undefined || app === undefined ? { identifier } : { identifier, org, app }
}

function foreignName(targets: readonly Target[], own: OwnNames): NamedAttribute | undefined {
  return targets
    .flat(3)
    .flatMap((match) => namedBy(match) ?? [])
    .find((named) => isForeign(named, own))
}

function isForeign({ category: where, id, value }: NamedAttribute, own: OwnNames): boolean {
  if (id === resourceAttribute.resource) return value !== own.identifier
  if (where !== category.resource) return false
  if (id === resourceAttribute.org) return value !== own.org
  return id === resourceAttribute.app && value !== own.app
}

function checkRule(rule: Rule, own: OwnNames, identifier: string): UploadCheck | undefined {
  if (combinationCount(rule.target) > targetCombinationsMax) {
    return refuse('too-many-combinations', `rule ${rule.id} can match in too many ways`)
  }
  const isForResource = combinationsOf(rule.target).every((matches) =>
    namesResource(
      matches.flatMap((match) => namedBy(match) ?? []),
      own,
    ),
  )
  if (isForResource) return undefined
  return refuse('rule-without-resource', `rule ${rule.id} is not for ${identifier} alone`)
}

function namesResource(named: readonly NamedAttribute[], own: OwnNames): boolean {
  const has = (wanted: string, value: string | undefined) =>
    named.some(
      ({ category: where, id, value: given }) =>
        where === category.resource && id === wanted && given === value,
    )
  if (has(resourceAttribute.resource, own.identifier)) return true
  if (own.org === undefined) return false
  return has(resourceAttribute.org, own.org) && has(resourceAttribute.app, own.app)
}
