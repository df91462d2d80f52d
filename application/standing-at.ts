import { managesAccess, type Standing } from '../domain/catalogue/standing.ts'
import { rolesOf } from '../domain/party/held-roles.ts'
import type { OrgNo, PersonRef } from '../domain/values.ts'
import type { PartyView } from '../projections/parties.ts'
import type { Position } from '../projections/recorded.ts'
import { roles } from '../projections/roles.ts'
import { ref, type Views } from '../projections/views.ts'
import { partyAt } from './party-at.ts'

export type StandingAt = Standing & {
  readonly party: PartyView
  /** It has some role there, be it one by which it can do nothing. */
  readonly hasRole: boolean
}

/**
 * How a person stands at an organisation now: which roles it holds there, those of a main unit included, and what the
 * catalogue says of them. A role that the catalogue does not have is good for nothing. Undefined for an organisation
 * that the register does not know.
 *
 * @throws {ViewsNotReady} {ViewsBehind}
 */
export async function standingAt(
  views: Views,
  person: PersonRef,
  orgNo: OrgNo,
  atLeast?: Position,
): Promise<StandingAt | undefined> {
  const party = await partyAt(views, orgNo, atLeast)
  if (party === undefined) return undefined
  const codes = [...new Set(rolesOf(party.roles, person))]
  const hasRole = codes.length > 0
  if (!hasRole) return { party, hasRole, roles: [], form: party.form }
  const { documents } = await views.fetch(
    codes.map((code) => ref(roles, code)),
    atLeast,
  )
  const known = documents.filter((role) => role !== undefined)
  return { party, hasRole, roles: known, form: party.form }
}

/**
 * The organisation, if the person may give and withdraw powers of attorney for it. Whoever may do so for a main unit
 * may for its sub-units. None for an organisation that the register does not know, so that a stranger learns nothing
 * from the answer.
 */
export async function managedParty(
  views: Views,
  person: PersonRef,
  orgNo: OrgNo,
): Promise<PartyView | undefined> {
  const standing = await standingAt(views, person, orgNo)
  return standing && managesAccess(standing) ? standing.party : undefined
}
