import { ResourceId, type Right } from '../../domain/values.ts'
import type { WireRight } from './values.ts'

const resourceAttribute = 'urn:altinn:resource'

/** The rights of the contract as the domain has them, and the values of those that name something else. */
export function rightsOf(given: readonly WireRight[]): {
  readonly rights: readonly Right[]
  /** Named by something that is no resource of the registry (VLD-09). */
  readonly foreign: readonly string[]
  /** No id that a resource could have (VLD-03). */
  readonly impossible: readonly string[]
} {
  const rights: Right[] = []
  const foreign: string[] = []
  const impossible: string[] = []
  for (const { action, resource } of given) {
    const [attribute, ...others] = resource
    if (attribute === undefined || others.length > 0 || attribute.id !== resourceAttribute) {
      foreign.push(...resource.map(({ value }) => value))
      continue
    }
    const id = ResourceId.safeParse(attribute.value)
    if (id.success) rights.push({ resource: id.data, ...(action !== undefined && { action }) })
    else impossible.push(attribute.value)
  }
  return { rights, foreign, impossible }
}

export const wireRight = ({ resource, action }: Right) => ({
  action,
  resource: [{ id: resourceAttribute, value: resource }],
})

const app = /^app_(?<org>[^_]+)_(?<name>.+)$/u

/** The same, with an app written by its organisation and name, as it once was (spec systemuser-api §0.6). */
export function oldAppRight(right: Right) {
  const { org, name } = app.exec(right.resource)?.groups ?? {}
  if (org === undefined || name === undefined) return wireRight(right)
  return {
    action: right.action,
    resource: [
      { id: 'urn:altinn:org', value: org },
      { id: 'urn:altinn:app', value: name },
    ],
  }
}

export const wirePackage = (urn: string) => ({ urn })
