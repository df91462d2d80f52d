import type { StreamEvent } from '../../application/event-store.ts'
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
import { orgCodes } from '../../projections/org-codes.ts'
import { organisationsByUuid } from '../../projections/organisations-by-uuid.ts'
import { parties } from '../../projections/parties.ts'
import { partyUnits } from '../../projections/party-units.ts'
import { peopleAtParties } from '../../projections/people-at-parties.ts'
import { currentPolicies, policies } from '../../projections/policies.ts'
import type { Entry, Projection } from '../../projections/projection.ts'
import { type Recorded, recordedOf } from '../../projections/recorded.ts'
import { resourceSubjects } from '../../projections/resource-subjects.ts'
import { resourceChanges } from '../../projections/resource-changes.ts'
import { resources, resourceVersions } from '../../projections/resources.ts'
import { roles } from '../../projections/roles.ts'
import { systemUsers } from '../../projections/system-users.ts'
import { systems } from '../../projections/systems.ts'
import type { Documents, Ref, Views } from '../../projections/views.ts'

type Fold = {
  readonly name: string
  readonly take: (recorded: Recorded) => void
  readonly get: (key: string) => unknown
  readonly entries: () => readonly Entry[]
}

function foldOf<Document>({ name, keyOf, apply, entries }: Projection<Document>): Fold {
  const documents = new Map<string, Document>()
  return {
    name,
    take(recorded) {
      const key = keyOf(recorded.event)
      if (key === undefined) return
      const next = apply(documents.get(key), recorded)
      if (next === undefined) documents.delete(key)
      else documents.set(key, next)
    },
    get: (key) => documents.get(key),
    entries: () => [...documents.values()].flatMap(entries),
  }
}

const allFolds = (): readonly Fold[] => [
  foldOf(systems),
  foldOf(liveSystems),
  foldOf(clientIds),
  foldOf(systemUsers),
  foldOf(changeRequests),
  foldOf(holders),
  foldOf(grants),
  foldOf(resources),
  foldOf(resourceSubjects),
  foldOf(resourceVersions),
  foldOf(resourceChanges),
  foldOf(orgCodes),
  foldOf(currentPolicies),
  foldOf(policies),
  foldOf(accessLists),
  foldOf(resourceAccessLists),
  foldOf(accessListMemberships),
  foldOf(parties),
  foldOf(partyUnits),
  foldOf(peopleAtParties),
  foldOf(organisationsByUuid),
  foldOf(clientJobs),
  foldOf(accessPackages),
  foldOf(roles),
]

/** The read models as a reader of the whole log would have them: never behind, whatever was written. */
export function logViews(log: () => readonly StreamEvent[]): Views {
  const folds = allFolds()
  let seen = 0
  const catchUp = () => {
    const events = log()
    for (const stored of events.slice(seen)) {
      const recorded = recordedOf(stored)
      for (const fold of folds) fold.take(recorded)
    }
    seen = events.length
    return events.at(-1)?.position ?? 0n
  }
  const documentOf = <Document>({ view, key }: Ref<Document>): Document | undefined => {
    const fold = folds.find(({ name }) => name === view.name)
    if (fold === undefined) throw new TypeError(`there is no view ${view.name}`)
    const found = fold.get(key)
    return found === undefined ? undefined : view.read(key, JSON.stringify(found))
  }
  return {
    async fetch<const Refs extends readonly Ref<unknown>[]>(refs: Refs) {
      const position = catchUp()
      return { position, documents: documentsOf<Refs>(refs.map(documentOf)) }
    },
    async list(list, { after = '', fromEnd, limit }) {
      const position = catchUp()
      const members = folds
        .flatMap((fold) => fold.entries())
        .filter((entry) => entry.list === list && (fromEnd || entry.member > after))
        .map(({ member }) => member)
        .toSorted()
      return { position, members: (fromEnd ? members.toReversed() : members).slice(0, limit) }
    },
  }
}

/** Each was parsed by the view that it was asked of; the compiler cannot follow that through a mapped tuple. */
function documentsOf<Refs extends readonly Ref<unknown>[]>(
  documents: readonly unknown[],
): Documents<Refs>
function documentsOf(documents: readonly unknown[]): readonly unknown[] {
  return documents
}
