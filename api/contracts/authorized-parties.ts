import { z } from 'zod'
import type { Opened } from '../../application/authorized-parties.ts'
import type { AuthorizedParty, HeldAt } from '../../application/party-hierarchy.ts'
import { partyIdOf, ResourceId } from '../../domain/values.ts'
import type { PartyView } from '../../projections/parties.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { attributesOf } from '../pdp/resource.ts'
import { Flag, flag } from './flags.ts'

const resourcesMax = 20
const partiesMax = 1_000

const several = (max: number) =>
  orAbsent(
    z.union([
      z
        .string()
        .max(255)
        .transform((one) => [one]),
      z.array(z.string().max(255)).max(max),
    ]),
  )

/** What is told of each party, and of which parties: those where something may be done with any of the resources. */
export const PartiesIncluded = {
  includeRoles: flag(),
  includeAccessPackages: flag(),
  includeResources: flag(),
  includeSubParties: orAbsent(Flag).transform((value) => value ?? true),
  anyOfResourceIds: several(resourcesMax).transform((ids) => ids?.map(openedBy)),
}

/** The same in a URL, where parties are named by what they are called. */
export const PartiesInQuery = anyCase({ ...PartiesIncluded, partyFilter: several(partiesMax) })

const Included = z.object(PartiesIncluded)
type Included = z.infer<typeof Included>

/** What is no resource's id opens nothing. */
function openedBy(id: string): Opened | undefined {
  const resource = ResourceId.safeParse(id)
  return resource.success
    ? { resource: resource.data, attributes: attributesOf(resource.data, []) }
    : undefined
}

export const openedIn = ({ anyOfResourceIds: asked }: Included): readonly Opened[] | undefined =>
  asked?.filter((one) => one !== undefined)

/** A party is asked for by number, UUID or party id; one of its sub-units is then told with it. */
export const namedAmong = (
  found: readonly AuthorizedParty[],
  wanted: readonly string[] | undefined,
): readonly AuthorizedParty[] => {
  if (wanted === undefined) return found
  const names = new Set(wanted.map((one) => one.toLowerCase()))
  const isNamed = ({ party: { orgNo, uuid } }: HeldAt): boolean =>
    names.has(orgNo) || names.has(uuid) || names.has(String(Number(orgNo)))
  return found.flatMap((one) => {
    const subUnits = isNamed(one) ? one.subUnits : one.subUnits.filter(isNamed)
    return isNamed(one) || subUnits.length > 0 ? [{ ...one, subUnits }] : []
  })
}

export function authorizedPartyAnswer(one: AuthorizedParty, included: Included): object {
  const below = included.includeSubParties ? one.subUnits : []
  const subunits = below.map((unit) => ({
    ...partyAnswer(unit.party),
    parentId: one.party.uuid,
    ...heldAnswer(unit, included),
    subunits: [],
  }))
  return {
    ...partyAnswer(one.party),
    parentId: null,
    onlyHierarchyElementWithNoAccess: one.isOnlyAbove,
    ...heldAnswer(one, included),
    subunits,
  }
}

const heldAnswer = ({ roles, accessPackages, resources }: HeldAt, included: Included) => ({
  authorizedAccessPackages: included.includeAccessPackages
    ? accessPackages.map((urn) => urn.slice(urn.lastIndexOf(':') + 1))
    : [],
  authorizedResources: included.includeResources ? resources : [],
  authorizedRoles: included.includeRoles ? roles : [],
  authorizedInstances: [],
})

/** What stands only for people is null, as in the contract. */
const partyAnswer = ({ uuid, name, orgNo, form }: PartyView) => ({
  partyUuid: uuid,
  name,
  organizationNumber: orgNo,
  personId: null,
  dateOfBirth: null,
  partyId: partyIdOf(orgNo),
  emailId: null,
  type: 'Organization',
  unitType: form,
  isDeleted: false,
  onlyHierarchyElementWithNoAccess: false,
})
