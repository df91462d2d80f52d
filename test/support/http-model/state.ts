// What the reference knows, and what is told of it.

export type User = {
  readonly kind: 'standard' | 'agent'
  readonly system: number
  readonly party: number
  readonly ref: string
  readonly requested: boolean
  /** The day from which on it is too late to answer the request. */
  readonly until: number
  status: 'requested' | 'active' | 'rejected' | 'withdrawn' | 'ended'
  holds: boolean
  /** Of an agent: it has the package that it hands on. */
  hasPackage: boolean
  hasClient: boolean
}

export type Change = {
  readonly user: number
  readonly wish: 'give' | 'take'
  readonly of: 'right' | 'package'
  readonly until: number
  status: 'requested' | 'approved' | 'rejected' | 'withdrawn'
}

export type System = {
  clients: readonly number[]
  isLive: boolean
  /** It asks for the right. */
  offers: boolean
}

/** All that there is. */
export type State = {
  readonly systems: Map<number, System>
  readonly users: User[]
  readonly changes: Map<number, Change>
  isAccountant: boolean
  day: number
}

export const noRequest = '404 AUTH-00010'
export const noAgentRequest = '404 AUTH-00030'
export const decided = '409 AUTH-00013'
export const noUser = '404 AUTH-00015'
export const noManager = '403'
export const exists = '400 AUTH-00004'
export const notOffered = '400 AUTH-00001'
export const noSystem = '404 AUTH-00011'

/** Requests wait for so long. */
export const days = 180

export const vendorOf = (system: number): number => (system === 2 || system === 3 ? 1 : 0)
/** The name by which a party's own making is referred to: its number, which no vendor here uses. */
export const ownRef = 'own'

/** The time for an answer is over. */
export const isLate = ({ day }: State, { status, until }: User): boolean =>
  status === 'requested' && day >= until

export const isLive = ({ systems }: State, system: number): boolean =>
  systems.get(system)?.isLive ?? false

/** Does the system ask for the right? */
export const offersRight = ({ systems }: State, system: number): boolean =>
  systems.get(system)?.offers ?? false
