import { packagesToGive } from '../domain/catalogue/standing.ts'
import type { SystemContent } from '../domain/system-registration/events.ts'
import { AccessPackage, type OrgNo, type PersonRef, type SystemUserKind } from '../domain/values.ts'
import { accessPackages, type AccessPackageView } from '../projections/access-packages.ts'
import { ref, type Views } from '../projections/views.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { standingAt } from './standing-at.ts'

export type Definitions = ReadonlyMap<AccessPackage, AccessPackageView>

/** What the catalogue says of each package, by URN; nothing of one that it does not have. */
export async function definitionsOf(
  views: Views,
  urns: readonly AccessPackage[],
): Promise<Definitions> {
  const { documents } = await views.fetch(urns.map((urn) => ref(accessPackages, urn)))
  return new Map(documents.filter((one) => one !== undefined).map((one) => [one.urn, one]))
}

/** The packages of a system, as its vendor wrote them. */
export type SystemPackages = {
  readonly urns: readonly string[]
  /** May people choose the system by themselves? */
  readonly visible: boolean
}

export type UnfitPackages =
  | {
      readonly code: 'packages-not-usable'
      /** They cannot be the URN of a package. */
      readonly malformed: readonly string[]
      /** The catalogue does not have them. */
      readonly notFound: readonly AccessPackage[]
      /** No system user can be given them: neither one of a party's own nor one for clients. */
      readonly notDelegable: readonly AccessPackage[]
    }
  /** They are given for clients, so a party cannot choose the system by itself, as it can any visible one. */
  | { readonly code: 'packages-for-clients-alone'; readonly urns: readonly AccessPackage[] }

/**
 * What keeps a system from being registered with these packages, all of it (spec systemuser-api §2.1, VLD-08 and
 * VLD-18). Packages that are about people are none for a system user, which acts for organisations.
 */
export async function unfitPackages(
  views: Views,
  { urns: given, visible }: SystemPackages,
): Promise<readonly UnfitPackages[]> {
  const parsed = [...new Set(given)].map((text) => [text, AccessPackage.safeParse(text)] as const)
  const malformed = parsed.filter(([, { success }]) => !success).map(([text]) => text)
  const urns = parsed.flatMap(([, { data }]) => (data === undefined ? [] : [data]))
  const known = await definitionsOf(views, urns)
  const notFound = urns.filter((urn) => !known.has(urn))
  const notDelegable = urns.filter((urn) => {
    const one = known.get(urn)
    return one !== undefined && !isUsable(one)
  })
  const forClients = urns.filter((urn) => known.get(urn)?.isAssignable === false)
  const unfit: UnfitPackages[] = []
  if (malformed.length + notFound.length + notDelegable.length > 0)
    unfit.push({ code: 'packages-not-usable', malformed, notFound, notDelegable })
  if (visible && forClients.length > 0)
    unfit.push({ code: 'packages-for-clients-alone', urns: forClients })
  return unfit
}

const isUsable = ({ isAssignable, isDelegable, entityType }: AccessPackageView): boolean =>
  entityType === 'Organisasjon' && (isAssignable || isDelegable)

export type PackagesRefused =
  /** As they were asked for. None are named if it is only that more were asked for than the system has. */
  | { readonly code: 'packages-not-offered'; readonly accessPackages: readonly string[] }
  | { readonly code: 'packages-not-assignable'; readonly accessPackages: readonly AccessPackage[] }
  | { readonly code: 'packages-not-for-clients'; readonly accessPackages: readonly AccessPackage[] }
  | PackagesWithdrawn

/** The system has them, and the catalogue no longer does. */
type PackagesWithdrawn = {
  readonly code: 'packages-withdrawn'
  readonly accessPackages: readonly AccessPackage[]
}

function withdrawn(
  urns: readonly AccessPackage[],
  known: ReadonlyMap<AccessPackage, unknown>,
): PackagesWithdrawn | undefined {
  const gone = urns.filter((urn) => !known.has(urn))
  return gone.length > 0 ? { code: 'packages-withdrawn', accessPackages: gone } : undefined
}

type AskedPackages = {
  readonly kind: SystemUserKind
  /** As the vendor wrote them. */
  readonly accessPackages: readonly string[]
}

type Offered = Pick<SystemContent, 'accessPackages'>

/** Those of the packages asked for that the system has, each once. */
export const offeredAmong = (
  { accessPackages: asked }: Pick<AskedPackages, 'accessPackages'>,
  { accessPackages: offered }: Offered,
): AccessPackage[] => offered.filter((urn) => asked.includes(urn))

/**
 * What speaks against the packages asked for: the system must have them all, and they must be such as a system user of
 * this kind can be given: a standard one those that may be given directly, an agent those that may be passed on for a
 * client (spec systemuser-api §2.3, 11).
 */
export function packagesProblem(
  asked: AskedPackages,
  system: Offered,
  known: Definitions,
): PackagesRefused | undefined {
  const { kind, accessPackages: wanted } = asked
  const urns = offeredAmong(asked, system)
  const notOffered = wanted.filter((urn) => !urns.some((one) => one === urn))
  if (notOffered.length > 0 || wanted.length > system.accessPackages.length)
    return { code: 'packages-not-offered', accessPackages: notOffered }
  const gone = withdrawn(urns, known)
  if (gone) return gone
  const isAllowed = kind === 'standard' ? 'isAssignable' : 'isDelegable'
  const refusedOnes = urns.filter((urn) => known.get(urn)?.[isAllowed] !== true)
  if (refusedOnes.length === 0) return undefined
  const code = kind === 'standard' ? 'packages-not-assignable' : 'packages-not-for-clients'
  return { code, accessPackages: refusedOnes }
}

/** The packages asked for, each once, if nothing speaks against them; see {@link packagesProblem}. */
export async function packagesAskedFor(
  views: Views,
  asked: AskedPackages,
  system: Offered,
): Promise<Outcome<AccessPackage[], PackagesRefused>> {
  const urns = offeredAmong(asked, system)
  const problem = packagesProblem(asked, system, await definitionsOf(views, urns))
  return problem ? refused(problem) : done(urns)
}

export type PackagesNotDelegable =
  | PackagesWithdrawn
  | { readonly code: 'packages-not-delegable'; readonly accessPackages: readonly AccessPackage[] }

type Giving = {
  readonly party: OrgNo
  readonly person: PersonRef
  readonly accessPackages: readonly AccessPackage[]
}

/**
 * The packages, if the person can give all of them of the party's, by the roles that it holds there (spec pdp §6.2, 3).
 * One that is not refuses the whole. Whether such a system user may have them is {@link packagesAskedFor}'s to say.
 */
export async function packagesToDelegate(
  views: Views,
  { party, person, accessPackages: urns }: Giving,
): Promise<Outcome<AccessPackage[], PackagesNotDelegable>> {
  if (urns.length === 0) return done([])
  const gone = withdrawn(urns, await definitionsOf(views, urns))
  if (gone) return refused(gone)
  const standing = await standingAt(views, person, party)
  const own = standing ? packagesToGive(standing) : new Set()
  const others = urns.filter((urn) => !own.has(urn))
  if (others.length > 0) return refused({ code: 'packages-not-delegable', accessPackages: others })
  return done([...urns])
}
