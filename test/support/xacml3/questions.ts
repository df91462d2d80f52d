import { category } from '../../../domain/policy/altinn-attributes.ts'
import type { Value } from '../../../domain/policy/value.ts'
import type { RequestCategory, RequestDocument } from './read-request.ts'

/** One question of a request that may hold several (the Multiple Decision profile). */
export type Question = {
  readonly categories: readonly RequestCategory[]
  /** Set when the question is one of a hierarchy that the request asks for by its scope. */
  readonly resourceId?: string
}

/** The questions that a request asks: by reference, by repeated categories, and by scope. */
export function questionsOf({ categories, references }: RequestDocument): readonly Question[] {
  const parts =
    references.length === 0
      ? [categories]
      : references.map((ids) => categories.filter(({ xmlId }) => ids.includes(xmlId ?? '')))
  return parts.flatMap(oneOfEachCategory).flatMap(withinScope)
}

function oneOfEachCategory(categories: readonly RequestCategory[]): RequestCategory[][] {
  const names = [...new Set(categories.map((each) => each.category))]
  return names.reduce<RequestCategory[][]>(
    (questions, name) =>
      questions.flatMap((question) =>
        categories.filter((each) => each.category === name).map((each) => question.concat(each)),
      ),
    [[]],
  )
}

const scopeId = 'urn:oasis:names:tc:xacml:2.0:resource:scope'
const resourceId = 'urn:oasis:names:tc:xacml:1.0:resource:resource-id'

// The hierarchy that the suite gives to its tests of scopes.
const childrenOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['urn:root', ['urn:root:child1', 'urn:root:child2']],
  ['urn:root:child1', ['urn:root:child1:descendant1', 'urn:root:child1:descendant2']],
  ['urn:root:child2', ['urn:root:child2:descendant1', 'urn:root:child2:descendant2']],
])

const descendantsOf = (id: string): readonly string[] =>
  (childrenOf.get(id) ?? []).flatMap((child) => [child, ...descendantsOf(child)])

function withinScope(categories: readonly RequestCategory[]): readonly Question[] {
  const resource = categories.find((each) => each.category === category.resource)
  const scope = textOf(resource, scopeId)
  const root = textOf(resource, resourceId)
  if (
    resource === undefined ||
    root === undefined ||
    !['Children', 'Descendants'].includes(scope ?? '')
  )
    return [{ categories }]
  const below = scope === 'Children' ? (childrenOf.get(root) ?? []) : descendantsOf(root)
  return [root, ...below].map((id) => ({
    resourceId: id,
    categories: categories.map((each) => (each === resource ? named(resource, id) : each)),
  }))
}

function textOf(resource: RequestCategory | undefined, id: string): string | undefined {
  const value = resource?.attributes.find((attribute) => attribute.id === id)?.values[0]
  return value?.type === 'string' || value?.type === 'anyURI' ? value.value : undefined
}

function named(resource: RequestCategory, id: string): RequestCategory {
  const value: Value = { type: 'anyURI', value: id }
  const attributes = resource.attributes
    .filter((attribute) => attribute.id !== scopeId)
    .map((attribute) =>
      attribute.id === resourceId ? Object.assign({}, attribute, { values: [value] }) : attribute,
    )
  return { ...resource, attributes }
}
