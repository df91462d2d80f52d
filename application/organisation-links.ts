import type { OrganisationFacts } from '../domain/decision/decide-organisation.ts'
import type { OrganisationQuestion } from '../domain/decision/question.ts'
import { rolesOfOrganisation } from '../domain/party/held-roles.ts'
import { mainUnitOf } from '../domain/party/units.ts'
import { type OrgCode, orgCodeOf } from '../domain/resource/competent-authority.ts'
import type { OrgNo } from '../domain/values.ts'
import { accessListMemberships, resourceAccessLists } from '../projections/access-lists.ts'
import { orgCodes } from '../projections/org-codes.ts'
import { parties } from '../projections/parties.ts'
import { currentPolicies } from '../projections/policies.ts'
import { recentMap } from '../projections/recent-map.ts'
import { resources } from '../projections/resources.ts'
import { roles } from '../projections/roles.ts'
import { type Documents, ref } from '../projections/views.ts'

/** What an organisation's question was taken to rest on. */
type Standing = {
  readonly mainUnit: OrgNo | undefined
  /** The short code under which the resource is registered. */
  readonly orgCode: OrgCode | undefined
  readonly codes: readonly string[]
}

const nothing: Standing = { mainUnit: undefined, orgCode: undefined, codes: [] }

/** Nobody's, as a code begins with a letter or a digit. */
const noCode = '-'

const refsFor = (
  { organisation, party, resource }: OrganisationQuestion,
  { mainUnit, orgCode, codes }: Standing,
) =>
  [
    ref(currentPolicies, resource),
    ref(parties, party),
    ref(parties, mainUnit ?? party),
    ref(parties, organisation),
    ref(resources, resource),
    ref(orgCodes, orgCode ?? noCode),
    ref(resourceAccessLists, resource),
    ref(accessListMemberships, party),
    ...codes.map((code) => ref(roles, code)),
  ] as const

type Refs = ReturnType<typeof refsFor>
export type OrganisationFound = Documents<Refs>
export type OrganisationLinked = Standing & { readonly refs: Refs }

const rememberedMax = 50_000

/**
 * Which roles an organisation holds at a party, of which main unit that is a part, and under which code the resource is
 * registered, by the last answers, so that all can be asked for at once; never taken on trust.
 */
export function rememberedRelations() {
  const known = recentMap<Standing>(rememberedMax)
  return {
    of(question: OrganisationQuestion): OrganisationLinked {
      const standing = known.get(keyOf(question)) ?? nothing
      return { ...standing, refs: refsFor(question, standing) }
    },
    /** Was the right thing asked for? If not, what is right is remembered now. */
    confirm(
      question: OrganisationQuestion,
      asked: OrganisationLinked,
      found: OrganisationFound,
    ): boolean {
      const standing = standingIn(question, found)
      if (areSame(standing, asked)) return true
      known.set(keyOf(question), standing)
      return false
    },
  }
}

const keyOf = ({ organisation, party, resource }: OrganisationQuestion): string =>
  `${organisation} ${party} ${resource}`

/** Whoever has a role at a main unit has it at its sub-units too. */
function standingIn(
  { organisation }: OrganisationQuestion,
  [, party, above, , resource]: OrganisationFound,
): Standing {
  const mainUnit = party && mainUnitOf(party)
  const units = mainUnit === undefined ? [party] : [party, above]
  const held = units.flatMap((unit) => rolesOfOrganisation(unit?.roles ?? [], organisation))
  return {
    mainUnit,
    orgCode: resource && orgCodeOf(resource.content),
    codes: [...new Set(held)].toSorted(),
  }
}

const areSame = (a: Standing, b: Standing): boolean =>
  a.mainUnit === b.mainUnit &&
  a.orgCode === b.orgCode &&
  a.codes.length === b.codes.length &&
  a.codes.every((code, i) => code === b.codes[i])

/** What was found, as the rule takes it. A short code is the organisation's only if it registered it first. */
export function organisationFacts(
  { organisation: orgNo }: OrganisationQuestion,
  [, party, , organisation, , code, , , ...definitions]: OrganisationFound,
): Omit<OrganisationFacts, 'policy' | 'limits'> {
  const known = definitions.filter((role) => role !== undefined)
  return {
    organisation: organisation && {
      uuid: organisation.uuid,
      orgCode: code?.orgNo === orgNo ? code.code : undefined,
    },
    party: party && { uuid: party.uuid, form: party.form, roles: known },
  }
}
