import type { AnyQuestion, ResourceAttribute } from '../domain/decision/question.ts'
import type { PersonRef, ResourceId, SystemUserId } from '../domain/values.ts'
import type { Views } from '../projections/views.ts'
import { actionsOf } from './access-candidates.ts'
import type { Asking } from './decide-access.ts'
import type { DecideAll } from './decide-all.ts'
import { heldByPerson } from './held-by-person.ts'
import { heldBySystemUser } from './held-by-system-user.ts'
import { type AuthorizedParty, type HeldAt, underMainUnits } from './party-hierarchy.ts'
import type { PoliciesInForce } from './policies-in-force.ts'
import { toldToOwner } from './told-to-owner.ts'

type Dependencies = {
  readonly views: Views
  readonly decideAll: DecideAll
  readonly policies: PoliciesInForce
}

export type Holder = { readonly person: PersonRef } | { readonly systemUser: SystemUserId }

/** A resource, with what an answer on it is decided by beside it. */
export type Opened = {
  readonly resource: ResourceId
  readonly attributes: readonly ResourceAttribute[]
}

export type PartiesAsked = Pick<Asking, 'atLeast' | 'ownerOnly'> & {
  /** Only parties for which something may be done with any of these. */
  readonly anyOf?: readonly Opened[] | undefined
}

/**
 * For whom a person or a system user may do something (spec pdp §7), sub-units under their main units, by what decisions
 * go by. A service owner that may ask about its own resources alone is told of nothing else.
 *
 * @throws {ViewsNotReady} {ViewsBehind} as decisions do.
 */
export async function authorizedParties(
  deps: Dependencies,
  who: Holder,
  asked: PartiesAsked = {},
): Promise<readonly AuthorizedParty[]> {
  const { views } = deps
  const { atLeast, ownerOnly, anyOf } = asked
  const all =
    'person' in who
      ? await heldByPerson(views, who.person, atLeast)
      : await heldBySystemUser(views, who.systemUser, atLeast)
  const open = anyOf === undefined ? all : await openFor(deps, all, { ...asked, who, anyOf })
  const told =
    ownerOnly === undefined ? open : await toldToOwner(views, open, { owner: ownerOnly, atLeast })
  return underMainUnits(views, told, atLeast)
}

/** So many questions are put at once. */
const questionsMax = 1_000

type Open = PartiesAsked & { readonly who: Holder; readonly anyOf: readonly Opened[] }

/** The decision point is asked, about every action of the resources. */
async function openFor(
  { views, decideAll, policies }: Dependencies,
  held: readonly HeldAt[],
  { who, anyOf, atLeast, ownerOnly }: Open,
): Promise<readonly HeldAt[]> {
  const actions = await Promise.all(
    anyOf.map(async (opened) =>
      (await actionsOf({ views, policies }, opened.resource, atLeast)).map((action) => ({
        ...opened,
        action,
      })),
    ),
  )
  const asked = held.flatMap((one) =>
    actions.flat().map((act) => ({ one, question: { ...who, ...act, party: one.party.orgNo } })),
  )
  const open = new Set<HeldAt>()
  for (let from = 0; from < asked.length; from += questionsMax) {
    const part = asked.slice(from, from + questionsMax)
    const questions = part.map(({ question }): AnyQuestion => question)
    const { parts } = await decideAll(questions, { atLeast, ownerOnly, isSearch: true })
    for (const [i, { answer }] of parts.entries()) {
      const one = part[i]?.one
      if (one && answer.decision === 'Permit') open.add(one)
    }
  }
  return held.filter((one) => open.has(one))
}
