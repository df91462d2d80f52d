import {
  accessListMemberships,
  accessLists,
  resourceAccessLists,
} from '../../projections/access-lists.ts'
import { accessPackages } from '../../projections/access-packages.ts'
import { changeRequests } from '../../projections/change-requests.ts'
import { clientJobs } from '../../projections/client-jobs.ts'
import { clientIds } from '../../projections/client-ids.ts'
import { grants } from '../../projections/grants.ts'
import { holders } from '../../projections/holders.ts'
import { liveSystems } from '../../projections/live-systems.ts'
import { visibleSystems } from '../../projections/visible-systems.ts'
import { documentKey } from '../../projections/document-key.ts'
import { orgCodes } from '../../projections/org-codes.ts'
import { organisationsByUuid } from '../../projections/organisations-by-uuid.ts'
import { parties } from '../../projections/parties.ts'
import { partyUnits } from '../../projections/party-units.ts'
import { peopleAtParties } from '../../projections/people-at-parties.ts'
import { currentPolicies, policies } from '../../projections/policies.ts'
import type { Entry, Projection } from '../../projections/projection.ts'
import { type Recorded, recordedOf, type StoredEvent } from '../../projections/recorded.ts'
import { requestTriples } from '../../projections/request-triples.ts'
import { resourceSubjects } from '../../projections/resource-subjects.ts'
import { resourceChanges } from '../../projections/resource-changes.ts'
import { resources, resourceVersions } from '../../projections/resources.ts'
import { roles } from '../../projections/roles.ts'
import { systemUsers } from '../../projections/system-users.ts'
import { systems } from '../../projections/systems.ts'

/** All that views hold: documents by stored key, and lists with their members in order. */
export type Contents = {
  readonly documents: Readonly<Record<string, string>>
  readonly lists: Readonly<Record<string, readonly string[]>>
}

/** What the views of a log have to hold, found in the simplest way: one event after another, nothing forgotten. */
export function replay(events: readonly StoredEvent[]): Contents {
  const history = events.map(recordedOf)
  const parts = [
    replayOne(systems, history),
    replayOne(liveSystems, history),
    replayOne(visibleSystems, history),
    replayOne(clientIds, history),
    replayOne(systemUsers, history),
    replayOne(requestTriples, history),
    replayOne(changeRequests, history),
    replayOne(holders, history),
    replayOne(grants, history),
    replayOne(resources, history),
    replayOne(resourceSubjects, history),
    replayOne(resourceVersions, history),
    replayOne(resourceChanges, history),
    replayOne(orgCodes, history),
    replayOne(currentPolicies, history),
    replayOne(policies, history),
    replayOne(accessLists, history),
    replayOne(resourceAccessLists, history),
    replayOne(accessListMemberships, history),
    replayOne(parties, history),
    replayOne(partyUnits, history),
    replayOne(peopleAtParties, history),
    replayOne(organisationsByUuid, history),
    replayOne(clientJobs, history),
    replayOne(accessPackages, history),
    replayOne(roles, history),
  ]
  return contentsOf(
    parts.flatMap((part) => part.documents),
    parts.flatMap((part) => part.entries),
  )
}

/** With everything in one order, so that equal contents are equal. */
export function contentsOf(
  documents: readonly (readonly [string, string])[],
  entries: readonly Entry[],
): Contents {
  const lists = new Map<string, string[]>()
  for (const { list, member } of entries) lists.set(list, [...(lists.get(list) ?? []), member])
  const inOrder = [...lists].map(([list, held]) => [list, held.toSorted(byBytes)] as const)
  return {
    documents: Object.fromEntries(documents.toSorted(([a], [b]) => byBytes(a, b))),
    lists: Object.fromEntries(inOrder.toSorted(([a], [b]) => byBytes(a, b))),
  }
}

function replayOne<Document>(projection: Projection<Document>, history: readonly Recorded[]) {
  const documents = new Map<string, Document>()
  for (const recorded of history) {
    const key = projection.keyOf(recorded.event)
    if (key === undefined) continue
    const next = projection.apply(documents.get(key), recorded)
    if (next === undefined) documents.delete(key)
    else documents.set(key, next)
  }
  return {
    documents: [...documents].map(
      ([key, document]) => [documentKey(projection.name, key), JSON.stringify(document)] as const,
    ),
    entries: [...documents.values()].flatMap(projection.entries),
  }
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
