import type { PolicyRight, PolicySubject } from '../policy/rights.ts'
import type { ResourceId } from '../values.ts'
import { resourceAttribute, subjectAttribute } from '../policy/altinn-attributes.ts'
import type { DelegatedRight } from './events.ts'

/** By what a person can hand on rights of an organisation: the roles held there, and packages to give. */
export type Giver = {
  /** As policies write them (`urn:altinn:rolecode`), in lower case. */
  readonly roleCodes: ReadonlySet<string>
  /** The last part of a package's URN. */
  readonly packages: ReadonlySet<string>
}

/**
 * Those of a policy's rights that the giver may hand on: the ones it has itself. None at all means that the resource
 * cannot be delegated by this person (spec pdp §6.2, step 2).
 */
export const delegableRights = (
  resource: ResourceId,
  rights: readonly PolicyRight[],
  giver: Giver,
): DelegatedRight[] =>
  rights
    .filter((right) => right.subjects.some((subject) => isHeldBy(giver, subject)))
    .map(({ key, action, resource: attributes }) => {
      const further = attributes.filter(({ id }) => id !== resourceAttribute.resource)
      return {
        resource,
        key,
        action: action.value,
        ...(further.length > 0 && { attributes: further }),
      }
    })

/** Someone who is to have all of the attributes must hold all of them. */
const isHeldBy = (giver: Giver, { attributes }: PolicySubject): boolean =>
  attributes.length > 0 &&
  attributes.every(({ id, value }) => {
    const name = value.toLowerCase()
    return (
      (id === subjectAttribute.roleCode && giver.roleCodes.has(name)) ||
      (id === subjectAttribute.accessPackage && giver.packages.has(name))
    )
  })
