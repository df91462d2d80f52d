import type { SystemContent } from '../domain/system-registration/events.ts'
import type { Right } from '../domain/values.ts'

/** Those of the rights that the system is not registered with. What the vendor calls an action does not count. */
export function rightsNotOffered(
  rights: readonly Right[],
  { rights: offered }: SystemContent,
): readonly Right[] {
  const resources = new Set(offered.map((right) => right.resource))
  return rights.filter((right) => !resources.has(right.resource))
}
