import type { ClientId, ExternalRef, OrgNo, PersonRef, SystemId } from '../../domain/values.ts'

// The rules once more, as plainly as they can be said: no events, no retries, no reservations, one thing at a time.

type Register = {
  readonly do: 'register'
  readonly vendor: OrgNo
  readonly systemId: SystemId
  readonly clientIds: readonly ClientId[]
}
type Triple = {
  readonly systemId: SystemId
  readonly party: OrgNo
  readonly externalRef: ExternalRef
}
type Request = Triple & { readonly do: 'request'; readonly vendor: OrgNo }
type Answer = {
  readonly do: 'approve' | 'reject' | 'revoke'
  readonly person: PersonRef
  readonly party: OrgNo
  readonly user: number
}
type Withdraw = { readonly do: 'withdraw'; readonly vendor: OrgNo; readonly user: number }
type LookUp = Omit<Triple, 'systemId'> & {
  readonly do: 'look up'
  readonly vendor: OrgNo
  readonly clientId: ClientId
}

type AskChange = {
  readonly do: 'ask for a change'
  readonly vendor: OrgNo
  readonly user: number
  readonly change: number
  /** To be given the one right that there is, or to lose it. */
  readonly wish: 'give' | 'take'
}
type AnswerChange = {
  readonly do: 'approve the change' | 'reject the change'
  readonly person: PersonRef
  readonly party: OrgNo
  readonly change: number
}
type TakeBack = {
  readonly do: 'take back the change'
  readonly vendor: OrgNo
  readonly change: number
}
type Decide = { readonly do: 'decide'; readonly user: number }

/** System users are named by the order of their making, changes by the number that their vendor gives them. */
export type Step =
  Register | Request | Answer | Withdraw | LookUp | AskChange | AnswerChange | TakeBack | Decide

type User = Triple & {
  readonly vendor: OrgNo
  status: 'requested' | 'active' | 'rejected' | 'withdrawn' | 'revoked'
  holds: boolean
}

type Change = Pick<AskChange, 'user' | 'wish'> & {
  status: 'requested' | 'approved' | 'rejected' | 'withdrawn'
}

/** The answer to a step: `done`, a refusal's code, or which system user it led to, counted from 0. */
export type Said = string

export function referenceModel(managers: ReadonlyMap<OrgNo, PersonRef>) {
  const systems = new Map<SystemId, { vendor: OrgNo; clientIds: readonly ClientId[] }>()
  const users: User[] = []
  const changes = new Map<number, Change>()

  const register = ({ vendor, systemId, clientIds }: Register): Said => {
    if (!systemId.startsWith(vendor)) return 'system-id-of-another-vendor'
    if (systems.has(systemId)) return 'system-id-taken'
    const used = new Set([...systems.values()].flatMap((system) => system.clientIds))
    if (clientIds.some((clientId) => used.has(clientId))) return 'client-id-taken'
    systems.set(systemId, { vendor, clientIds })
    return 'done'
  }

  const request = (asked: Request): Said => {
    if (systems.get(asked.systemId)?.vendor !== asked.vendor) return 'system-not-found'
    const living = users.findIndex(
      (user) =>
        user.systemId === asked.systemId &&
        user.party === asked.party &&
        user.externalRef === asked.externalRef &&
        user.status !== 'withdrawn' &&
        user.status !== 'revoked',
    )
    if (living !== -1)
      return users[living]?.status === 'active' ? 'system-user-exists' : `is ${living}`
    const { vendor, systemId, party, externalRef } = asked
    users.push({ vendor, systemId, party, externalRef, status: 'requested', holds: true })
    return `made ${users.length - 1}`
  }

  const answer = (step: Answer): Said => {
    if (managers.get(step.party) !== step.person) return 'not-access-manager'
    const user = users[step.user]
    const isRevocation = step.do === 'revoke'
    const isGone = user?.status === 'withdrawn' || user?.status === 'revoked'
    if (user?.party !== step.party || isGone)
      return isRevocation ? 'system-user-not-found' : 'request-not-found'
    if (user.status !== (isRevocation ? 'active' : 'requested'))
      return isRevocation ? 'system-user-not-found' : 'request-already-decided'
    user.status = ({ approve: 'active', reject: 'rejected', revoke: 'revoked' } as const)[step.do]
    return 'done'
  }

  const withdraw = ({ vendor, user: which }: Withdraw): Said => {
    const user = users[which]
    if (user?.vendor !== vendor) return 'request-not-found'
    if (user.status === 'revoked') return 'request-not-found'
    if (user.status === 'active') return 'request-already-decided'
    user.status = 'withdrawn'
    return 'done'
  }

  const lookUp = ({ vendor, clientId, party, externalRef }: LookUp): Said => {
    const found = users.findIndex((user) => {
      const system = systems.get(user.systemId)
      return (
        user.status === 'active' &&
        user.party === party &&
        user.externalRef === externalRef &&
        system?.vendor === vendor &&
        system.clientIds.includes(clientId)
      )
    })
    return found === -1 ? 'nobody' : `is ${found}`
  }

  const askForChange = ({ vendor, user: which, change: id, wish }: AskChange): Said => {
    const user = users[which]
    if (user?.vendor !== vendor || user.status !== 'active') return 'system-user-not-found'
    const known = changes.get(id)
    if (known !== undefined) {
      const isTold = users[known.user]?.vendor === vendor && known.status !== 'withdrawn'
      return isTold ? 'existing' : 'change-id-taken'
    }
    if (user.holds === (wish === 'give')) return 'not-needed'
    changes.set(id, { user: which, wish, status: 'requested' })
    return 'created'
  }

  const answerChange = (step: AnswerChange): Said => {
    if (managers.get(step.party) !== step.person) return 'not-access-manager'
    const change = changes.get(step.change)
    const user = change && users[change.user]
    if (user?.party !== step.party || user.status !== 'active') return 'request-not-found'
    if (change === undefined || change.status === 'withdrawn') return 'request-not-found'
    if (change.status !== 'requested') return 'request-already-decided'
    change.status = step.do === 'approve the change' ? 'approved' : 'rejected'
    if (change.status === 'approved') user.holds = change.wish === 'give'
    return 'done'
  }

  const takeBack = ({ vendor, change: id }: TakeBack): Said => {
    const change = changes.get(id)
    if (change === undefined || users[change.user]?.vendor !== vendor) return 'request-not-found'
    if (change.status === 'approved') return 'request-already-decided'
    change.status = 'withdrawn'
    return 'done'
  }

  const decide = ({ user: which }: Decide): Said => {
    const user = users[which]
    return user?.status === 'active' && user.holds ? 'Permit' : 'NotApplicable'
  }

  const playChange = (step: AskChange | AnswerChange | TakeBack): Said => {
    switch (step.do) {
      case 'ask for a change':
        return askForChange(step)
      case 'approve the change':
      case 'reject the change':
        return answerChange(step)
      case 'take back the change':
        return takeBack(step)
    }
  }

  return {
    play(step: Step): Said {
      if ('change' in step) return playChange(step)
      switch (step.do) {
        case 'register':
          return register(step)
        case 'request':
          return request(step)
        case 'approve':
        case 'reject':
        case 'revoke':
          return answer(step)
        case 'withdraw':
          return withdraw(step)
        case 'look up':
          return lookUp(step)
        case 'decide':
          return decide(step)
      }
    },
  }
}
