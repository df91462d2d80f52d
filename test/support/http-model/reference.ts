import {
  agentSystem,
  isChange,
  isList,
  isOfClient,
  isOfVendor,
  isOwn,
  isReading,
  type PersonStep,
  type ReadingStep,
  type Step,
  type StepOf,
  type VendorStep,
} from './steps.ts'
import { itself, listed, replace } from './rules-beside.ts'
import { playChange } from './rules-of-changes.ts'
import {
  days,
  decided,
  exists,
  isLate,
  isLive,
  noAgentRequest,
  noManager,
  noRequest,
  noSystem,
  notOffered,
  noUser,
  offersRight,
  ownRef,
  type State,
  type System,
  type User,
  vendorOf,
} from './state.ts'

// The rules of the API once more, as plainly as they can be said: no events, no retries, one thing at a time. What is told
// is the status and the code of the contract.

export function referenceApi() {
  const agents = { clients: [3], isLive: true, offers: false }
  const systems = new Map<number, System>([[agentSystem, agents]])
  const users: User[] = []
  const facts: State = { systems, users, changes: new Map(), isAccountant: true, day: 0 }

  const holder = (system: number, party: number, ref: string): number =>
    users.findIndex(
      (user) =>
        user.system === system &&
        user.party === party &&
        user.ref === ref &&
        user.status !== 'withdrawn' &&
        user.status !== 'ended' &&
        !isLate(facts, user),
    )

  const register = ({ system, clients, isStranger }: StepOf<'register'>): string => {
    const codes: string[] = []
    if (isStranger) codes.push('AUTH.VLD-00001')
    if (systems.has(system)) codes.push('AUTH.VLD-00002')
    const used = new Set(
      [...systems].flatMap(([id, one]) => (one.isLive && id !== system ? one.clients : [])),
    )
    if (clients.some((client) => used.has(client))) codes.push('AUTH.VLD-00004')
    if (codes.length > 0) return ['400', ...codes].join(' ')
    systems.set(system, { clients, isLive: true, offers: true })
    return '200'
  }

  const remove = ({ system, isStranger }: StepOf<'delete'>): string => {
    const known = systems.get(system)
    if (isStranger) return '403'
    if (!known?.isLive) return '400'
    known.isLive = false
    return '200'
  }

  const ask = (step: StepOf<'ask'> | StepOf<'ask for an agent'>): string => {
    const isAgent = step.do === 'ask for an agent'
    const system = isAgent ? agentSystem : step.system
    const party = isAgent ? 0 : step.party
    if (step.isStranger || !isLive(facts, system)) return noSystem
    const living = holder(system, party, step.ref)
    if (living !== -1) return users[living]?.status === 'active' ? exists : `200 ${living}`
    if (!isAgent && !offersRight(facts, system)) return notOffered
    return `201 ${add({ kind: isAgent ? 'agent' : 'standard', system, party, ref: step.ref, requested: true })}`
  }

  const add = (made: Pick<User, 'kind' | 'system' | 'party' | 'ref' | 'requested'>): number => {
    users.push({
      ...made,
      until: facts.day + days,
      status: made.requested ? 'requested' : 'active',
      holds: made.requested || offersRight(facts, made.system),
      hasPackage: true,
      hasClient: false,
    })
    return users.length - 1
  }

  /** The party's own one of the kind, if it is there for it to see. */
  const shown = ({ party, user: n, kind }: StepOf<'approve'> | StepOf<'revoke'>) => {
    const user = users[n]
    return user?.party === party && user.kind === kind ? user : undefined
  }

  const answer = (step: StepOf<'approve'>): string => {
    if (step.isStranger) return noManager
    const user = shown(step)
    const isGone = user?.status === 'withdrawn' || user?.status === 'ended'
    if (!user || isGone) return step.kind === 'agent' ? noAgentRequest : noRequest
    if (user.status !== 'requested' || isLate(facts, user)) return decided
    if (step.do === 'approve') return approved(user)
    user.status = 'rejected'
    return '200'
  }

  const approved = (user: User): string => {
    if (!isLive(facts, user.system)) return noSystem
    if (user.kind === 'standard' && !offersRight(facts, user.system)) return notOffered
    user.status = 'active'
    return '200'
  }

  const revoke = (step: StepOf<'revoke'>): string => {
    if (step.isStranger) return noManager
    const isAgent = step.kind === 'agent'
    const other = shown({ ...step, kind: isAgent ? 'standard' : 'agent' })
    if (other?.status === 'active' || other?.status === 'ended')
      return isAgent ? '400 AUTH-00034' : '400 AUTH-00036'
    const user = shown(step)
    if (user?.status !== 'active') return isAgent ? noUser : '404'
    user.status = 'ended'
    return isAgent ? '200' : '202'
  }

  const create = ({ system, party, isStranger }: StepOf<'create'>): string => {
    if (isStranger) return noManager
    if (!isLive(facts, system)) return noSystem
    const living = holder(system, party, ownRef)
    if (living !== -1) return exists
    return `200 ${add({ kind: 'standard', system, party, ref: ownRef, requested: false })}`
  }

  const rename = ({ party, user: n, isStranger }: StepOf<'rename'>): string => {
    if (isStranger) return noManager
    const user = users[n]
    return user?.party === party && user.status === 'active' ? '200' : noUser
  }

  const byVendor = ({ do: verb, vendor, user: n }: StepOf<'take back'>): string => {
    const user = users[n]
    const isTheirs = user !== undefined && vendorOf(user.system) === vendor
    if (verb === 'give up') {
      if (!isTheirs || (user.status !== 'active' && user.status !== 'ended')) return noUser
      user.status = 'ended'
      return '202'
    }
    if (!isTheirs || user.status === 'ended') return noRequest
    if (user.status === 'active') return decided
    user.status = 'withdrawn'
    return '202'
  }

  const client = ({ do: verb, user: n, isStranger }: StepOf<'assign'>): string => {
    if (isStranger) return noManager
    const user = users[n]
    if (user?.status !== 'active' || user.party !== 0) return '400'
    if (user.kind !== 'agent') return '400 AUTH-00034'
    if (verb === 'assign') {
      if (!facts.isAccountant) return '400 AUTH-00079'
      if (!user.hasPackage) return '400 AUTH-00080'
      user.hasClient = true
      return '200'
    }
    user.hasClient = false
    return '200'
  }

  const lookUp = ({ vendor, client: id, party, ref }: StepOf<'look up'>): string => {
    const found = users.findIndex((user) => {
      const system = systems.get(user.system)
      const isRef = ref === '' ? user.ref === ownRef : user.ref === ref
      return (
        user.status === 'active' &&
        user.party === party &&
        isRef &&
        vendorOf(user.system) === vendor &&
        system?.isLive === true &&
        system.clients.includes(id)
      )
    })
    return found === -1 ? '404' : `200 ${found}`
  }

  const decide = ({ user: n, party }: StepOf<'decide'>): string => {
    const user = users[n]
    if (user?.status !== 'active' || !isLive(facts, user.system)) return 'NotApplicable'
    if (user.kind === 'agent')
      return party === 1 && user.hasClient && user.hasPackage && facts.isAccountant
        ? 'Permit'
        : 'NotApplicable'
    return user.party === party && user.holds ? 'Permit' : 'NotApplicable'
  }

  const list = ({ party, isStranger }: StepOf<'list'>): string => {
    if (isStranger) return noManager
    return users
      .flatMap((user, i) =>
        user.party === party && user.status === 'active' && user.kind === 'standard' ? [i] : [],
      )
      .join(',')
  }

  const playPerson = (step: PersonStep): string => {
    switch (step.do) {
      case 'revoke':
        return revoke(step)
      case 'create':
        return create(step)
      case 'rename':
        return rename(step)
      case 'approve':
      case 'reject':
        return answer(step)
    }
  }

  const playVendor = (step: VendorStep): string => {
    switch (step.do) {
      case 'register':
        return register(step)
      case 'delete':
        return remove(step)
      case 'replace':
      case 'replace the rights':
        return replace(facts, step)
      case 'ask':
      case 'ask for an agent':
        return ask(step)
      case 'take back':
      case 'give up':
        return byVendor(step)
    }
  }

  const read = (step: ReadingStep): string => {
    switch (step.do) {
      case 'look up':
        return lookUp(step)
      case 'decide':
        return decide(step)
      case 'list':
        return list(step)
    }
  }

  return {
    play(step: Step): string {
      if (isChange(step)) return playChange(facts, step)
      if (isOfVendor(step)) return playVendor(step)
      if (isOfClient(step)) return client(step)
      if (isReading(step)) return read(step)
      if (isList(step)) return listed(facts, step)
      if (isOwn(step)) return itself(facts, step)
      if (step.do === 'overreach') return '403'
      if (step.do !== 'relate' && step.do !== 'wait') return playPerson(step)
      if (step.do === 'relate') facts.isAccountant = step.isAccountant
      else facts.day += step.days
      return ''
    },
  }
}
