import {
  days,
  decided,
  isLive,
  noManager,
  noRequest,
  noSystem,
  notOffered,
  noUser,
  offersRight,
  type Change,
  type State,
  type User,
  vendorOf,
} from './state.ts'
import type { ChangeStep, StepOf } from './steps.ts'

// How a system user comes to hold more or less, in the reference.

export function playChange(state: State, step: ChangeStep): string {
  switch (step.do) {
    case 'ask for a change':
      return askForChange(state, step)
    case 'take back the change':
      return takeBackChange(state, step)
    case 'approve the change':
    case 'reject the change':
      return answerChange(state, step)
  }
}

function askForChange(state: State, step: StepOf<'ask for a change'>): string {
  const { users, changes } = state
  const user = users[step.user]
  const vendor = step.isStranger ? 1 : 0
  if (user?.status !== 'active' || vendorOf(user.system) !== vendor) return noUser
  const known = changes.get(step.change)
  if (known !== undefined) {
    const whose = users[known.user]
    const isTold = whose && vendorOf(whose.system) === vendor && known.status !== 'withdrawn'
    return isTold ? '200' : '409 AUTH-00061'
  }
  return unfit(state, user, step) ?? askedOf(state, user, step)
}

function unfit(state: State, user: User, { of, wish }: StepOf<'ask for a change'>) {
  if (!isLive(state, user.system)) return noSystem
  if (user.kind === 'agent') return of === 'right' ? noUser : undefined
  if (wish === 'take') return undefined
  if (of === 'package') return '400 AUTH-00063'
  return offersRight(state, user.system) ? undefined : notOffered
}

function askedOf(state: State, user: User, step: StepOf<'ask for a change'>): string {
  const { of, wish } = step
  const hasPackage = user.kind === 'agent' && user.hasPackage
  if ((of === 'right' ? user.holds : hasPackage) === (wish === 'give')) return '200'
  const until = state.day + days
  state.changes.set(step.change, { user: step.user, wish, of, until, status: 'requested' })
  return '201'
}

function answerChange(state: State, step: StepOf<'approve the change'>): string {
  const { users, changes } = state
  if (step.isStranger) return noManager
  const change = changes.get(step.change)
  const user = change && users[change.user]
  if (user?.party !== step.party || user.status !== 'active') return noRequest
  if (change === undefined || change.status === 'withdrawn') return noRequest
  if (change.status !== 'requested' || state.day >= change.until) return decided
  if (step.do === 'reject the change') {
    change.status = 'rejected'
    return '200'
  }
  return approved(state, user, change)
}

function approved(state: State, user: User, change: Change): string {
  if (!isLive(state, user.system)) return noSystem
  const isRightGiven = change.of === 'right' && change.wish === 'give'
  if (isRightGiven && !offersRight(state, user.system)) return notOffered
  change.status = 'approved'
  if (change.of === 'right') user.holds = change.wish === 'give'
  else user.hasPackage = change.wish === 'give'
  return '200'
}

function takeBackChange({ users, changes }: State, step: StepOf<'take back the change'>): string {
  const change = changes.get(step.change)
  const user = change && users[change.user]
  if (!user || vendorOf(user.system) !== step.vendor) return noRequest
  if (change.status === 'approved') return decided
  change.status = 'withdrawn'
  return '202'
}
