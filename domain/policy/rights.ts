import { actionId, category, resourceAttribute } from './altinn-attributes.ts'
import { combinationsOf, namedBy, type NamedAttribute, rulesOf } from './named-targets.ts'
import type { PolicyDocument } from './policy.ts'

export type AttributePair = { readonly id: string; readonly value: string }

/** Who a right is for: someone who has all of these attributes. */
export type PolicySubject = { readonly attributes: readonly AttributePair[] }

/** Something that can be done with a resource, or with a part of it, and who may. */
export type PolicyRight = {
  /** The right key, version 2: `01` and 64 hexadecimal digits. */
  readonly key: string
  readonly name: string
  readonly action: AttributePair
  readonly resource: readonly AttributePair[]
  readonly subjects: readonly PolicySubject[]
}

/**
 * The rights that a policy's Permit rules give, one for each distinct resource and action, in the
 * order of the rules. Deny rules and conditions are not looked at, and what a rule matches in
 * another way than by equality with one value is in no right: the list says what can be asked for
 * and given, the decision is {@link evaluate}'s.
 *
 * @param sha256Hex lower-case hexadecimal SHA-256 of the UTF-8 bytes of a text
 */
export function policyRights(
  policy: PolicyDocument,
  sha256Hex: (text: string) => string,
): readonly PolicyRight[] {
  const rights = new Map<string, PolicyRight & { readonly subjects: PolicySubject[] }>()
  for (const { resource, action, subject } of policyRules(policy)) {
    const canonical = canonicalRight(resource, action)
    const known = rights.get(canonical)
    const right = known ?? {
      key: `01${sha256Hex(canonical)}`,
      name: action.value,
      action,
      resource,
      subjects: [],
    }
    if (known === undefined) rights.set(canonical, right)
    if (subject.length > 0 && !right.subjects.some(({ attributes }) => same(attributes, subject)))
      right.subjects.push({ attributes: subject })
  }
  return [...rights.values()]
}

/** One way in which a rule gives something to somebody: to who has all of the subject's attributes, or to everybody. */
export type PolicyRule = {
  readonly resource: readonly AttributePair[]
  readonly action: AttributePair
  readonly subject: readonly AttributePair[]
}

/** The Permit rules, one entry for each way in which they can match; see {@link policyRights} for what is not looked at. */
export function policyRules(policy: PolicyDocument): readonly PolicyRule[] {
  return rulesOf(policy)
    .filter(({ rule }) => rule.effect === 'Permit')
    .flatMap(({ targets }) => combinationsOf(targets.flat()))
    .flatMap((matches) => {
      const named = matches.map(namedBy)
      return named.includes(undefined) ? [] : grantOf(named.filter((one) => one !== undefined))
    })
}

function grantOf(named: readonly NamedAttribute[]): readonly PolicyRule[] {
  const inCategory = (wanted: string) =>
    named
      .filter((attribute) => attribute.category === wanted)
      .map(({ id, value }): AttributePair => ({ id, value }))
  const resource = inCategory(category.resource)
  const [action, ...others] = inCategory(category.action)
  if (action === undefined || others.length > 0 || resource.length === 0) return []
  return action.id === actionId ? [{ resource, action, subject: inCategory(category.subject) }] : []
}

const instanceAttributes: ReadonlySet<string> = new Set([
  resourceAttribute.instanceId,
  resourceAttribute.resourceInstanceId,
])

/**
 * The text whose hash is the right's key: resource attributes by id, then the action, all in lower
 * case. An app is written as the resource that it is, and no instance is part of a right.
 */
export function canonicalRight(resource: readonly AttributePair[], action: AttributePair): string {
  const attributes = appAsResource(resource)
    .filter(({ id }) => !instanceAttributes.has(id))
    .toSorted((left, right) => compare(left.id, right.id) || compare(left.value, right.value))
  return [...attributes, action]
    .map(({ id, value }) => `${id}:${value}`)
    .join(':')
    .toLowerCase()
}

function appAsResource(resource: readonly AttributePair[]): readonly AttributePair[] {
  const valueOf = (wanted: string) => resource.find(({ id }) => id === wanted)?.value
  const [org, app] = [valueOf(resourceAttribute.org), valueOf(resourceAttribute.app)]
  if (org === undefined || app === undefined) return resource
  const id = resourceAttribute.resource
  const others = resource.filter(
    (pair) => pair.id !== resourceAttribute.org && pair.id !== resourceAttribute.app,
  )
  const named = others.some((pair) => pair.id === id)
  return named ? others : [{ id, value: `app_${org}_${app}` }, ...others]
}

const compare = (left: string, right: string): number =>
  left === right ? 0 : left < right ? -1 : 1

const same = (left: readonly AttributePair[], right: readonly AttributePair[]): boolean =>
  left.length === right.length &&
  left.every(({ id, value }, at) => id === right[at]?.id && value === right[at].value)
