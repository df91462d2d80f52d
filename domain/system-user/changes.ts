import { same } from '../same.ts'
import type { DelegatedRight } from '../delegation/events.ts'
import type { AccessPackage, ChangeId, Instant, ResourceId, Right } from '../values.ts'
import type {
  Difference,
  SystemUserChangeEvent,
  SystemUserChangeRequested,
  WantedChange,
} from './change-events.ts'

/** A change that was asked for, and what became of it. */
export type Change = {
  readonly id: ChangeId
  readonly status: 'requested' | 'approved' | 'rejected' | 'withdrawn' | 'expired'
  readonly wanted: WantedChange
  readonly expiresAt: Instant
}

/** All changes of one system user. Several may wait at the same time. */
export type Changes = {
  readonly asked: readonly Change[]
  /** What the approved ones came to, in the order of their approval. */
  readonly applied: readonly Difference[]
}

export const noChanges: Changes = { asked: [], applied: [] }

export function evolveChanges(changes: Changes, event: SystemUserChangeEvent): Changes {
  switch (event.type) {
    case 'SystemUserChangeRequested':
      return changeOf(changes, event.change)
        ? changes
        : { ...changes, asked: [...changes.asked, requestedChange(event)] }
    case 'SystemUserChangeApproved': {
      const { given, taken } = event
      const { asked } = withStatus(changes, event.change, 'approved')
      return { asked, applied: [...changes.applied, { given, taken }] }
    }
    case 'SystemUserChangeRejected':
      return withStatus(changes, event.change, 'rejected')
    case 'SystemUserChangeWithdrawn':
      return withStatus(changes, event.change, 'withdrawn')
    case 'SystemUserChangeExpired':
      return withStatus(changes, event.change, 'expired')
  }
}

export const changeOf = ({ asked }: Changes, id: ChangeId): Change | undefined =>
  asked.find((change) => change.id === id)

function requestedChange(event: SystemUserChangeRequested): Change {
  return {
    id: event.change,
    status: 'requested',
    wanted: {
      requiredRights: event.requiredRights,
      unwantedRights: event.unwantedRights,
      requiredAccessPackages: event.requiredAccessPackages,
      unwantedAccessPackages: event.unwantedAccessPackages,
    },
    expiresAt: event.expiresAt,
  }
}

const withStatus = (changes: Changes, id: ChangeId, status: Change['status']): Changes => ({
  ...changes,
  asked: changes.asked.map((change) => (change.id === id ? { ...change, status } : change)),
})

/** What a system user holds of its own party's rights; an agent holds packages alone, which clients may give it. */
export type Held = {
  readonly rights: readonly DelegatedRight[]
  readonly accessPackages: readonly AccessPackage[]
}

/** What is held after a change: what was held, minus what is taken, plus what is given, each thing once. */
export function changed(held: Held, { given, taken }: Difference) {
  const rights = held.rights.filter(({ resource }) => !taken.resources.includes(resource))
  const added = given.rights.filter((right) => !rights.some((other) => same(other, right)))
  const packages = held.accessPackages.filter((urn) => !taken.accessPackages.includes(urn))
  return {
    rights: [...rights, ...added],
    accessPackages: [...new Set([...packages, ...given.accessPackages])],
  }
}

/** What a change would come to, before it is known who gives what is missing. */
export type Need = {
  readonly missing: {
    readonly rights: readonly Right[]
    readonly accessPackages: readonly AccessPackage[]
  }
  readonly taken: Difference['taken']
}

/**
 * What of a wanted change is not so already. A resource of which any right is held is taken for held: to have it given
 * anew, by today's policy, a vendor names it on both sides.
 */
export function needOf(held: Held, wanted: WantedChange): Need {
  const resources = new Set(held.rights.map(({ resource }) => resource))
  const packages = new Set(held.accessPackages)
  const unwanted = new Set(wanted.unwantedRights.map(({ resource }) => resource))
  const taken = {
    resources: [...unwanted].filter((resource) => resources.has(resource)),
    accessPackages: [...new Set(wanted.unwantedAccessPackages)].filter((urn) => packages.has(urn)),
  }
  const stays = (resource: ResourceId): boolean =>
    resources.has(resource) && !unwanted.has(resource)
  const staysPackage = (urn: AccessPackage): boolean =>
    packages.has(urn) && !taken.accessPackages.includes(urn)
  return {
    missing: {
      rights: wanted.requiredRights.filter(({ resource }) => !stays(resource)),
      accessPackages: wanted.requiredAccessPackages.filter((urn) => !staysPackage(urn)),
    },
    taken,
  }
}

export const isNeeded = ({ missing, taken }: Need): boolean =>
  missing.rights.length +
    missing.accessPackages.length +
    taken.resources.length +
    taken.accessPackages.length >
  0
