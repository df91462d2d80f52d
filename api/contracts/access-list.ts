import { z } from 'zod'
import { AccessListName } from '../../domain/access-list/events.ts'
import type { PartyNamed } from '../../application/party-named.ts'
import { OrgCode } from '../../domain/resource/competent-authority.ts'
import { OrgNo, partyIdOf, ResourceId } from '../../domain/values.ts'
import type { AccessListView } from '../../projections/access-lists.ts'
import type { PartyView } from '../../projections/parties.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { shownText, withOffset } from './values.ts'

const numberUrn = 'urn:altinn:organization:identifier-no'
const uuidUrn = 'urn:altinn:party:uuid'
const idUrn = 'urn:altinn:party:id'

export const OwnerInPath = z.object({ owner: z.string().toLowerCase().pipe(OrgCode) })
export const ListInPath = OwnerInPath.extend({ identifier: AccessListName })

export const ListBody = anyCase({
  name: shownText(100).min(1),
  description: orAbsent(shownText(4000)).transform((text) => text ?? ''),
})

/** Members by their URNs. How many a call may name is told with a code of its own. */
export const MembersBody = anyCase({
  data: z.array(
    z
      .string()
      .max(200)
      .transform((urn, context) => {
        const party = partyIn(urn)
        if (party !== undefined) return party
        context.addIssue({ code: 'custom', message: 'This is no URN of a party.' })
        return z.NEVER
      }),
  ),
})

const actionUrn = 'urn:oasis:names:tc:xacml:1.0:action:action-id:'

/** Actions by their names, or by the URN of an action. */
export const ConnectionBody = anyCase({
  actionFilters: orAbsent(z.array(z.string().min(1).max(300)).max(100)).transform((actions) =>
    (actions ?? []).map((one) => (one.startsWith(actionUrn) ? one.slice(actionUrn.length) : one)),
  ),
})

/** A party by its number, its UUID or its party id; undefined for what names none. */
export function partyIn(urn: string): PartyNamed | undefined {
  const cut = urn.lastIndexOf(':')
  const value = urn.slice(cut + 1)
  switch (urn.slice(0, cut).toLowerCase()) {
    case numberUrn:
      return numbered(value)
    case idUrn:
      return /^[1-9]\d{0,8}$/u.test(value) ? numbered(value.padStart(9, '0')) : undefined
    case uuidUrn: {
      const uuid = z.uuid().safeParse(value.toLowerCase())
      return uuid.success ? { uuid: uuid.data } : undefined
    }
    default:
      return undefined
  }
}

const numbered = (value: string): PartyNamed | undefined => {
  const orgNo = OrgNo.safeParse(value)
  return orgNo.success ? { orgNo: orgNo.data } : undefined
}

export const partyUrn = (orgNo: OrgNo): string => `${numberUrn}:${orgNo}`

export function resourceIn(urn: string): ResourceId | undefined {
  const prefix = 'urn:altinn:resource:'
  return urn.toLowerCase().startsWith(prefix)
    ? ResourceId.safeParse(urn.slice(prefix.length)).data
    : undefined
}

export const listAnswer = ({
  id,
  name,
  title,
  description,
  createdAt,
  updatedAt,
}: AccessListView) => ({
  urn: `urn:altinn:access-list:${id}`,
  identifier: name,
  name: title,
  description,
  createdAt: withOffset(createdAt),
  updatedAt: withOffset(updatedAt),
})

export const connectionAnswer = ({
  resource,
  actions,
  createdAt,
  updatedAt,
}: AccessListView['connections'][number]) => ({
  resourceIdentifier: resource,
  ...(actions.length > 0 && { actionFilters: actions }),
  createdAt: withOffset(createdAt),
  updatedAt: withOffset(updatedAt),
})

export const memberAnswer = ({ uuid, orgNo }: PartyView, since: string) => ({
  id: `${uuidUrn}:${uuid}`,
  since: withOffset(since),
  identifiers: { [uuidUrn]: uuid, [numberUrn]: orgNo, [idUrn]: partyIdOf(orgNo) },
})
