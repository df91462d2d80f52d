import type { PersonQuestion } from '../domain/decision/question.ts'
import { rolesOf } from '../domain/party/held-roles.ts'
import { mainUnitOf } from '../domain/party/units.ts'
import type { OrgNo } from '../domain/values.ts'
import { accessListMemberships, resourceAccessLists } from '../projections/access-lists.ts'
import { parties } from '../projections/parties.ts'
import { currentPolicies } from '../projections/policies.ts'
import { recentMap } from '../projections/recent-map.ts'
import { roles } from '../projections/roles.ts'
import { type Documents, ref } from '../projections/views.ts'

/** What a person's question was taken to rest on. */
type Standing = { readonly mainUnit: OrgNo | undefined; readonly codes: readonly string[] }

const nothing: Standing = { mainUnit: undefined, codes: [] }

const refsFor = ({ party, resource }: PersonQuestion, { mainUnit, codes }: Standing) =>
  [
    ref(currentPolicies, resource),
    ref(parties, party),
    ref(parties, mainUnit ?? party),
    ref(resourceAccessLists, resource),
    ref(accessListMemberships, party),
    ...codes.map((code) => ref(roles, code)),
  ] as const

type Refs = ReturnType<typeof refsFor>
export type PersonFound = Documents<Refs>
export type PersonLinked = Standing & { readonly refs: Refs }

const rememberedMax = 50_000

/**
 * Which roles a person holds at a party and of which main unit that is a part, by the last answers, so that all can be
 * asked for at once; never taken on trust.
 */
export function rememberedStanding() {
  const known = recentMap<Standing>(rememberedMax)
  return {
    of(question: PersonQuestion): PersonLinked {
      const standing = known.get(keyOf(question)) ?? nothing
      return { ...standing, refs: refsFor(question, standing) }
    },
    /** Was the right thing asked for? If not, what is right is remembered now. */
    confirm(question: PersonQuestion, asked: PersonLinked, found: PersonFound): boolean {
      const standing = standingIn(question, found)
      if (standing.mainUnit === asked.mainUnit && areSame(standing.codes, asked.codes)) return true
      known.set(keyOf(question), standing)
      return false
    },
  }
}

const keyOf = ({ person, party }: PersonQuestion): string => `${person} ${party}`

/** Whoever has a role at a main unit has it at its sub-units too. */
function standingIn({ person }: PersonQuestion, [, party, above]: PersonFound): Standing {
  const mainUnit = party && mainUnitOf(party)
  const units = mainUnit === undefined ? [party] : [party, above]
  const held = units.flatMap((unit) => rolesOf(unit?.roles ?? [], person))
  return { mainUnit, codes: [...new Set(held)].toSorted() }
}

const areSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, i) => one === others[i])
