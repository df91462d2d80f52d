import { accessListMemberships, accessLists, resourceAccessLists } from './access-lists.ts'
import { accessPackages } from './access-packages.ts'
import { changeRequests } from './change-requests.ts'
import { clientJobs } from './client-jobs.ts'
import { clientIds } from './client-ids.ts'
import { grants } from './grants.ts'
import { holders } from './holders.ts'
import { liveSystems } from './live-systems.ts'
import { orgCodes } from './org-codes.ts'
import { organisationsByUuid } from './organisations-by-uuid.ts'
import { parties } from './parties.ts'
import { partyUnits } from './party-units.ts'
import { peopleAtParties } from './people-at-parties.ts'
import { currentPolicies, policies } from './policies.ts'
import { requestTriples } from './request-triples.ts'
import { resourceSubjects } from './resource-subjects.ts'
import { resourceChanges } from './resource-changes.ts'
import { resources, resourceVersions } from './resources.ts'
import { roles } from './roles.ts'
import { systemUsers } from './system-users.ts'
import { systems } from './systems.ts'
import { visibleSystems } from './visible-systems.ts'

/** Every read model there is; the runner builds them all from one pass over the log. */
export const projections = [
  systems,
  liveSystems,
  visibleSystems,
  clientIds,
  clientJobs,
  systemUsers,
  requestTriples,
  changeRequests,
  holders,
  grants,
  resources,
  resourceSubjects,
  resourceVersions,
  resourceChanges,
  orgCodes,
  currentPolicies,
  policies,
  accessLists,
  resourceAccessLists,
  accessListMemberships,
  parties,
  partyUnits,
  peopleAtParties,
  organisationsByUuid,
  accessPackages,
  roles,
] as const
