import { clientRoles } from '../domain/catalogue/client-relation.ts'
import type { Question } from '../domain/decision/question.ts'
import { delegationId } from '../domain/delegation/id.ts'
import type { OrgNo, SystemId, SystemUserId } from '../domain/values.ts'
import { accessListMemberships, resourceAccessLists } from '../projections/access-lists.ts'
import { grants } from '../projections/grants.ts'
import { liveSystems } from '../projections/live-systems.ts'
import { parties } from '../projections/parties.ts'
import { partyUnits } from '../projections/party-units.ts'
import { currentPolicies } from '../projections/policies.ts'
import { recentMap } from '../projections/recent-map.ts'
import { roles } from '../projections/roles.ts'
import { systemUsers } from '../projections/system-users.ts'
import { type Documents, ref } from '../projections/views.ts'

/** What of a system user never changes. */
type Fixed = { readonly systemId: SystemId; readonly agentOf: OrgNo | undefined }

type Belonging = {
  readonly fixed: Fixed | undefined
  readonly mainUnit: OrgNo | undefined
  /** The resource goes by access lists. */
  readonly isLimited: boolean
}

/** No system has it, as an id begins with a number. */
const unknownSystem = 'unknown'

type Of = Pick<Belonging, 'fixed' | 'mainUnit'>

const refsFor = ({ systemUser, party, resource }: Question, { fixed, mainUnit }: Of) =>
  [
    ref(systemUsers, systemUser),
    ref(grants, delegationId(systemUser, party)),
    ref(currentPolicies, resource),
    ref(liveSystems, fixed?.systemId ?? unknownSystem),
    ref(partyUnits, party),
    // Without a main unit the party's own grant again: what is asked for twice is fetched once.
    ref(grants, delegationId(systemUser, mainUnit ?? party)),
  ] as const

const [accountant, auditor, businessManager] = clientRoles

const limitedRefsFor = (question: Question, belonging: Belonging) =>
  [
    ...refsFor(question, belonging),
    ref(resourceAccessLists, question.resource),
    ref(accessListMemberships, question.party),
  ] as const

const clientRefsFor = (question: Question, belonging: Belonging) =>
  [
    ...limitedRefsFor(question, belonging),
    ref(parties, question.party),
    ref(parties, belonging.mainUnit ?? question.party),
    ref(roles, accountant),
    ref(roles, auditor),
    ref(roles, businessManager),
  ] as const

type Refs =
  ReturnType<typeof refsFor> | ReturnType<typeof limitedRefsFor> | ReturnType<typeof clientRefsFor>

function madeNow(question: Question, belonging: Belonging): Refs {
  const { agentOf } = belonging.fixed ?? {}
  if (agentOf !== undefined && agentOf !== question.party) return clientRefsFor(question, belonging)
  return belonging.isLimited ? limitedRefsFor(question, belonging) : refsFor(question, belonging)
}

/** What was found of all that a question rests on. */
export type Found = Documents<Refs>

/** What a question was taken to rest on, and so what was asked for. */
export type Linked = Belonging & {
  readonly refs: Refs
  /** How much had been learnt of what belongs to what. */
  readonly asOf: number
}

const rememberedMax = 200_000

/** What belongs to what, by the last answers; never taken on trust. */
export function rememberedLinks() {
  const fixedOf = recentMap<Fixed>(rememberedMax)
  const mainUnits = recentMap<OrgNo>(rememberedMax)
  const limited = recentMap<true>(rememberedMax)
  const last = new WeakMap<Question, Linked>()
  let learnt = 0
  const linkedNow = (question: Question, known?: Linked): Linked => {
    const fixed = fixedOf.get(question.systemUser)
    const mainUnit = mainUnits.get(question.party)
    const isLimited = limited.get(question.resource) ?? false
    const isAsBefore =
      known?.fixed === fixed && known?.mainUnit === mainUnit && known?.isLimited === isLimited
    const refs =
      known && isAsBefore ? known.refs : madeNow(question, { fixed, mainUnit, isLimited })
    return { fixed, mainUnit, isLimited, refs, asOf: learnt }
  }
  return {
    /** The references of a question, made once for as long as nothing new is learnt of what it belongs to. */
    of(question: Question): Linked {
      const known = last.get(question)
      if (known?.asOf === learnt) return known
      const linked = linkedNow(question, known)
      last.set(question, linked)
      return linked
    },
    /** The same of a question that is not asked again: nothing is kept of it. */
    ofOnce: (question: Question): Linked => linkedNow(question),
    /** Was the right thing asked for? If not, what is right is remembered now. */
    confirm(question: Question, asked: Linked, [systemUser, , current, , unit]: Found): boolean {
      const isSystem = systemUser === undefined || asked.fixed !== undefined
      const mainUnit = unit?.mainUnit
      // To have asked for the lists of one that goes by none does no harm.
      const isLimitKnown = current?.byAccessList === undefined || asked.isLimited
      if (isSystem && asked.mainUnit === mainUnit && isLimitKnown) return true
      learnt += 1
      if (current?.byAccessList) limited.set(question.resource, true)
      if (!isSystem) fixedOf.set(question.systemUser, fixedIn(systemUser))
      if (mainUnit === undefined) mainUnits.delete(question.party)
      else mainUnits.set(question.party, mainUnit)
      return false
    },
  }
}

type Fixing = Pick<Exclude<Found[0], undefined>, 'systemId' | 'kind' | 'party'> & {
  readonly id: SystemUserId
}

const fixedIn = ({ systemId, kind, party }: Fixing): Fixed => ({
  systemId,
  agentOf: kind === 'agent' ? party : undefined,
})
