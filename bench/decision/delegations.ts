import type { Question } from '../../domain/decision/question.ts'
import { OrgNo, ResourceId, SystemUserId } from '../../domain/values.ts'

export type Action = 'read' | 'write'
export type HeldRight = { readonly resource: ResourceId; readonly action: Action }

/** What a system user was given by its party, in nobody's own words: whoever decides is told it in theirs. */
export type Delegation = {
  readonly systemUser: SystemUserId
  readonly party: OrgNo
  readonly isActive: boolean
  readonly rights: readonly HeldRight[]
  /** The last parts of their URNs. Each gives all there is of one resource. */
  readonly packages: readonly string[]
}

type Offer = { readonly resource: ResourceId; readonly accessPackage: string }

const offer = (resource: string, accessPackage: string): Offer => ({
  resource: ResourceId.parse(resource),
  accessPackage,
})

const claims = offer('ske-krav-og-betalinger', 'krav-og-utlegg')
const business = offer('ske-skatt-naering', 'skatt-naering')
const vat = offer('ske-merverdiavgift', 'merverdiavgift')
const wages = offer('ske-lonn', 'lonn')

/** The services that anything is delegated of, and the access package that gives each. */
export const offers = [claims, business, vat, wages] as const

/** What a package gives, as the policy of its resource has it. */
export const givenBy = (accessPackage: string): readonly HeldRight[] =>
  offers
    .filter((one) => one.accessPackage === accessPackage)
    .flatMap(({ resource }) => [
      { resource, action: 'read' },
      { resource, action: 'write' },
    ])

const partiesMax = 10_000
const parties = Array.from({ length: partiesMax }, (_, n) => OrgNo.parse(String(310_000_000 + n)))

/** Every party there is. */
export const allParties: readonly OrgNo[] = parties

const partyAt = (n: number): OrgNo => parties[n % partiesMax] ?? OrgNo.parse('310000000')
const offerAt = (n: number): Offer => offers[n % offers.length] ?? claims

const idAt = (n: number): SystemUserId =>
  SystemUserId.parse(`${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000001`)

/** A number that looks drawn, and is the same every time. */
function drawn(n: number): number {
  let x = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

/** One in so many is no longer active. */
const inactiveOneIn = 32

/** The delegation of system user `n`: single rights, an access package, or both. */
export function delegationAt(n: number): Delegation {
  const draw = drawn(n)
  const [first, second] = [offerAt(n), offerAt(n + 1)]
  const read: HeldRight = { resource: first.resource, action: 'read' }
  const write: HeldRight = { resource: first.resource, action: 'write' }
  const known = {
    systemUser: idAt(n),
    party: partyAt(n),
    isActive: (draw >>> 8) % inactiveOneIn !== 0,
  }
  switch (draw % 4) {
    case 0:
      return { ...known, rights: [read], packages: [] }
    case 1:
      return { ...known, rights: [], packages: [first.accessPackage] }
    case 2:
      return { ...known, rights: [read, write], packages: [] }
    default:
      return { ...known, rights: [read], packages: [second.accessPackage] }
  }
}

/** So many system users, from the one with this number on. */
export type Range = { readonly first: number; readonly count: number }

export const firstOf = (count: number): Range => ({ first: 0, count })

export function* delegations({ first, count }: Range): Generator<Delegation> {
  for (let n = first; n < first + count; n += 1) yield delegationAt(n)
}

/** Coprime to every round number, so that each is asked about before any is again; far apart, as askers are. */
const stride = 7_919

/** Questions about system users all over the range. About every other is answered with yes. */
export const questionsAbout = (range: Range, count: number, from = 0): readonly Question[] =>
  Array.from({ length: count }, (_, i) => questionAt(from + i, range))

/** Nobody has it: it is none of the first {@link delegations}. */
const nobody = idAt(0xfffffff0)

function questionAt(n: number, { first, count }: Range): Question {
  const about = first + ((n * stride) % count)
  const held = askedOfHeld(delegationAt(about), n)
  switch (drawn(n) % 8) {
    case 0:
      return { ...held, systemUser: nobody }
    case 1:
      return { ...held, party: partyAt(about + 1) }
    case 2:
      return { ...held, resource: offerAt(about + 2).resource }
    case 3:
      return { ...held, action: 'confirm' }
    default:
      return held
  }
}

/** A question about something that was delegated: a right, or what an access package gives. */
function askedOfHeld({ systemUser, party, rights, packages }: Delegation, n: number): Question {
  const [right] = rights
  const given = offers.find(({ accessPackage }) => packages.includes(accessPackage))
  const asked = { systemUser, party, attributes: [] }
  if (right !== undefined && (given === undefined || n % 2 === 0)) return { ...asked, ...right }
  const action = n % 4 < 2 ? 'read' : 'write'
  return { ...asked, resource: given?.resource ?? claims.resource, action }
}
