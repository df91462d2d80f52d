import type { OrgNo } from '../values.ts'

/**
 * Who stands on a list, by the last two digits of their numbers: a list may be long, and to add one must not mean to copy
 * all the others.
 */
export type Members = ReadonlyMap<string, ReadonlySet<OrgNo>>

export const nobody: Members = new Map()

const placeOf = (party: OrgNo): string => party.slice(-2)

export const isMember = (members: Members, party: OrgNo): boolean =>
  members.get(placeOf(party))?.has(party) ?? false

export const withMember = (members: Members, party: OrgNo): Members =>
  new Map(members).set(placeOf(party), new Set(members.get(placeOf(party))).add(party))

export function withoutMember(members: Members, party: OrgNo): Members {
  const others = new Set(members.get(placeOf(party)))
  others.delete(party)
  return new Map(members).set(placeOf(party), others)
}

export const allMembers = (members: Members): readonly OrgNo[] =>
  [...members.values()].flatMap((some) => [...some])
