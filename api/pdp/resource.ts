import { z } from 'zod'
import type { ResourceAttribute } from '../../domain/decision/question.ts'
import { resourceAttribute } from '../../domain/policy/altinn-attributes.ts'
import { OrgNo, ResourceId } from '../../domain/values.ts'
import { type Bag, onlyValue, toldOf, valuesOf, writtenIn } from './attributes.ts'
import {
  notApplicable,
  nothingNamed,
  processingError,
  type Reading,
  syntaxError,
} from './reading.ts'

const Uuid = z.uuid()

/** What a question is about: the resource, whose it is, and what else is said of it. */
export type About = {
  readonly resource: ResourceId
  readonly party: { readonly orgNo?: OrgNo; readonly uuid?: string }
  /** The id of the party where an instance alone says whose the resource is. */
  readonly partyIdOfInstance?: string
  readonly attributes: readonly ResourceAttribute[]
}

export function readAbout(bag: Bag): About | Reading {
  const resource = resourceIn(bag)
  if (typeof resource !== 'string') return resource
  const party = partyIn(bag)
  if ('asked' in party) return party
  const about = { resource, party, attributes: further(bag, resource) }
  const [partyIdOfInstance] = isPartyStated(bag) ? [] : partyIdsOfInstances(bag)
  return partyIdOfInstance === undefined ? about : { ...about, partyIdOfInstance }
}

const naming: ReadonlySet<string> = new Set([
  resourceAttribute.resource,
  resourceAttribute.org,
  resourceAttribute.app,
])

/** By its identifier, or as an app by its owner's short name and its own; one that is an app, by either. */
function resourceIn(bag: Bag): ResourceId | Reading {
  const named = valuesOf(bag, resourceAttribute.resource)
  const org = onlyValue(bag, resourceAttribute.org)
  const app = onlyValue(bag, resourceAttribute.app)
  const asApp = org === undefined || app === undefined ? [] : [`app_${org}_${app}`]
  const ids = new Set([...named, ...asApp])
  if (ids.size > 1) return processingError('The question names several resources.')
  const [id] = ids
  if (id === undefined) {
    const isNamed = bag.some(({ AttributeId: attribute }) => naming.has(attribute ?? ''))
    const why = 'The question names no resource.'
    return isNamed ? notApplicable(why) : nothingNamed(why)
  }
  const resource = ResourceId.safeParse(id)
  return resource.success ? resource.data : nothingNamed('There is no such resource.')
}

/**
 * Whose the resource is, by number, party id or UUID, or by an instance of it. If it is said twice, it must be said
 * alike: nobody is let into an instance by what is another's.
 */
function partyIn(bag: Bag): About['party'] | Reading {
  const numbers = [
    ...writtenIn(bag, resourceAttribute.organizationNumber),
    ...writtenIn(bag, resourceAttribute.organizationNumberEarlier),
  ]
  const partyIds = writtenIn(bag, resourceAttribute.partyId)
  if (partyIds.some((id) => !/^[1-9]\d{0,8}$/u.test(id)))
    return notApplicable('The party id is no integer.')
  const ids = [...partyIds, ...partyIdsOfInstances(bag)]
  const parties = new Set([...numbers, ...ids.map((id) => id.padStart(9, '0'))])
  const uuids = new Set(writtenIn(bag, resourceAttribute.partyUuid).map((id) => id.toLowerCase()))
  if (parties.size > 1 || uuids.size > 1)
    return processingError('The question names several parties.')
  const [number] = parties
  const [uuid] = uuids
  return partyOf(number, uuid)
}

function partyOf(number: string | undefined, uuid: string | undefined): About['party'] | Reading {
  if (number === undefined && uuid === undefined)
    return notApplicable('The question names no party.')
  if (uuid !== undefined && !Uuid.safeParse(uuid).success)
    return syntaxError("The party's UUID is no UUID.")
  if (number === undefined) return { ...(uuid !== undefined && { uuid }) }
  const orgNo = OrgNo.safeParse(number)
  return orgNo.success
    ? { orgNo: orgNo.data, ...(uuid !== undefined && { uuid }) }
    : syntaxError('The party is no organisation.')
}

/** An instance of an app is named by its party's id and its own: `{partyId}/{guid}`. */
const partyIdsOfInstances = (bag: Bag): readonly string[] =>
  writtenIn(bag, resourceAttribute.instanceId).flatMap(
    (instance) => /^([1-9]\d{0,8})\//u.exec(instance)?.[1] ?? [],
  )

const partyNaming: ReadonlySet<string> = new Set([
  resourceAttribute.organizationNumber,
  resourceAttribute.organizationNumberEarlier,
  resourceAttribute.partyId,
  resourceAttribute.partyUuid,
])

const isPartyStated = (bag: Bag): boolean =>
  bag.some(({ AttributeId: id }) => partyNaming.has(id ?? ''))

const spoken: ReadonlySet<string> = new Set([...naming, ...partyNaming])

const further = (bag: Bag, resource: ResourceId): readonly ResourceAttribute[] =>
  attributesOf(
    resource,
    bag.map((attribute) => toldOf(attribute)),
  )

/**
 * What else is said of a resource, whichever dialect says it. What names the resource or its party is left out: that is
 * said once, and nobody adds to it. An app's policy may speak of it in either way, so both are told (spec pdp §2).
 */
export function attributesOf(
  resource: ResourceId,
  stated: readonly ResourceAttribute[],
): readonly ResourceAttribute[] {
  const [, org, app] = /^app_([^_]+)_(.+)$/u.exec(resource) ?? []
  const asApp =
    org === undefined || app === undefined
      ? []
      : [
          { id: resourceAttribute.org, value: org },
          { id: resourceAttribute.app, value: app },
        ]
  return [...asApp, ...stated.filter(({ id }) => !spoken.has(id))]
}
