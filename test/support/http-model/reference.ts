import {
  agentSystem,
  type ChangeStep,
  isChange,
  isOfClient,
  isOfVendor,
  isReading,
  type PersonStep,
  type ReadingStep,
  type Step,
  type StepOf,
  type VendorStep,
} from './steps.ts'

// The rules of the API once more, as plainly as they can be said: no events, no retries, one thing at a time. What is told
// is the status and the code of the contract.

type User = {
  readonly kind: 'standard' | 'agent'
  readonly system: number
  readonly party: number
  readonly ref: string
  readonly requested: boolean
  status: 'requested' | 'active' | 'rejected' | 'withdrawn' | 'ended'
  holds: boolean
  hasClient: boolean
}

type Change = {
  readonly user: number
  readonly wish: 'give' | 'take'
  status: 'requested' | 'approved' | 'rejected' | 'withdrawn'
}

type System = { readonly clients: readonly number[]; isLive: boolean }

const noRequest = '404 AUTH-00010'
const noAgentRequest = '404 AUTH-00030'
const decided = '409 AUTH-00013'
const noUser = '404 AUTH-00015'
const noManager = '403'
const exists = '400 AUTH-00004'
const noSystem = '404 AUTH-00011'

const vendorOf = (system: number): number => (system === 2 || system === 3 ? 1 : 0)
/** The name by which a party's own making is referred to: its number, which no vendor here uses. */
const ownRef = 'own'

export function referenceApi() {
  const systems = new Map<number, System>([[agentSystem, { clients: [3], isLive: true }]])
  const users: User[] = []
  const changes = new Map<number, Change>()
  const facts = { isAccountant: true }

  const isLive = (system: number): boolean => systems.get(system)?.isLive ?? false
  const holder = (system: number, party: number, ref: string): number =>
    users.findIndex(
      (user) =>
        user.system === system &&
        user.party === party &&
        user.ref === ref &&
        user.status !== 'withdrawn' &&
        user.status !== 'ended',
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
    systems.set(system, { clients, isLive: true })
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
    if (step.isStranger || !isLive(system)) return noSystem
    const living = holder(system, party, step.ref)
    if (living !== -1) return users[living]?.status === 'active' ? exists : `200 ${living}`
    return `201 ${add({ kind: isAgent ? 'agent' : 'standard', system, party, ref: step.ref, requested: true })}`
  }

  const add = (made: Pick<User, 'kind' | 'system' | 'party' | 'ref' | 'requested'>): number => {
    users.push({
      ...made,
      status: made.requested ? 'requested' : 'active',
      holds: true,
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
    if (user.status !== 'requested') return decided
    if (step.do === 'approve' && !isLive(user.system)) return noSystem
    user.status = step.do === 'approve' ? 'active' : 'rejected'
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
    if (!isLive(system)) return noSystem
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
    const isOwn = user !== undefined && vendorOf(user.system) === vendor
    if (verb === 'give up') {
      if (!isOwn || (user.status !== 'active' && user.status !== 'ended')) return noUser
      user.status = 'ended'
      return '202'
    }
    if (!isOwn || user.status === 'ended') return noRequest
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
    if (user?.status !== 'active' || !isLive(user.system)) return 'NotApplicable'
    if (user.kind === 'agent')
      return party === 1 && user.hasClient && facts.isAccountant ? 'Permit' : 'NotApplicable'
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

  const askForChange = (step: StepOf<'ask for a change'>): string => {
    const user = users[step.user]
    const vendor = step.isStranger ? 1 : 0
    if (user?.status !== 'active' || vendorOf(user.system) !== vendor) return noUser
    const known = changes.get(step.change)
    if (known !== undefined) {
      const whose = users[known.user]
      const isTold = whose && vendorOf(whose.system) === vendor && known.status !== 'withdrawn'
      return isTold ? '200' : '409 AUTH-00061'
    }
    if (!isLive(user.system)) return noSystem
    if (user.kind === 'agent') return noUser
    if (user.holds === (step.wish === 'give')) return '200'
    changes.set(step.change, { user: step.user, wish: step.wish, status: 'requested' })
    return '201'
  }

  const answerChange = (step: StepOf<'approve the change'>): string => {
    if (step.isStranger) return noManager
    const change = changes.get(step.change)
    const user = change && users[change.user]
    if (user?.party !== step.party || user.status !== 'active') return noRequest
    if (change === undefined || change.status === 'withdrawn') return noRequest
    if (change.status !== 'requested') return decided
    if (step.do === 'reject the change') {
      change.status = 'rejected'
      return '200'
    }
    if (!isLive(user.system)) return noSystem
    change.status = 'approved'
    user.holds = change.wish === 'give'
    return '200'
  }

  const takeBackChange = (step: StepOf<'take back the change'>): string => {
    const change = changes.get(step.change)
    const user = change && users[change.user]
    if (!user || vendorOf(user.system) !== step.vendor) return noRequest
    if (change.status === 'approved') return decided
    change.status = 'withdrawn'
    return '202'
  }

  const playChange = (step: ChangeStep): string => {
    switch (step.do) {
      case 'ask for a change':
        return askForChange(step)
      case 'take back the change':
        return takeBackChange(step)
      case 'approve the change':
      case 'reject the change':
        return answerChange(step)
    }
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
      if (isChange(step)) return playChange(step)
      if (isOfVendor(step)) return playVendor(step)
      if (isOfClient(step)) return client(step)
      if (isReading(step)) return read(step)
      if (step.do !== 'relate') return playPerson(step)
      facts.isAccountant = step.isAccountant
      return ''
    },
  }
}
