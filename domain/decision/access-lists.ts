import type { AccessListId } from '../access-list/events.ts'
import type { Judged } from './judged.ts'

type Edition = { readonly id: AccessListId; readonly edition: number }

/** Of a resource that is for those alone who stand on its access lists: which those are, and on which the party stands. */
export type Limits = {
  readonly lists: readonly (Edition & { readonly actions: readonly string[] })[]
  readonly memberships: readonly Edition[]
}

/** Does the party stand on a list of the resource that is for this action? A list that names no actions is for all. */
export const isOnList = ({ lists, memberships }: Limits, action: string): boolean =>
  lists.some(
    ({ id, edition, actions }) =>
      (actions.length === 0 || actions.includes(action)) &&
      memberships.some((one) => one.id === id && one.edition === edition),
  )

/** What is permitted is denied to a party that stands on none of the resource's lists (spec pdp §2, step 6). */
export function withinLimits(judged: Judged, limits: Limits | undefined, action: string): Judged {
  const isRefused =
    limits !== undefined && judged.decision === 'Permit' && !isOnList(limits, action)
  return isRefused
    ? { decision: 'Deny', reason: { code: 'not-on-access-list' }, obligations: [] }
    : judged
}
