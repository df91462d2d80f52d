import { isLate, noManager, noSystem, type State, type User } from './state.ts'
import { agentSystem, type ListStep, type OwnStep, type StepOf } from './steps.ts'

// Rules of the reference that need nothing but what there is.

export function replace(
  { systems }: State,
  step: StepOf<'replace'> | StepOf<'replace the rights'>,
): string {
  const known = systems.get(step.system)
  if (step.isStranger) return '403'
  if (known === undefined) return '404'
  if (!known.isLive) return '400'
  if (step.do === 'replace') {
    const used = new Set(
      [...systems].flatMap(([id, one]) => (one.isLive && id !== step.system ? one.clients : [])),
    )
    if (step.clients.some((client) => used.has(client))) return '400 AUTH.VLD-00004'
    known.clients = step.clients
  }
  known.offers = step.offers
  return '200'
}

/** The one package there is is for clients alone. */
export function itself({ users }: State, { do: verb, user: n, isStranger }: OwnStep): string {
  if (isStranger) return noManager
  const user = users[n]
  if (user?.status !== 'active' || user.party !== 0) return '400'
  if (user.kind !== 'agent') return '400 AUTH-00034'
  return verb === 'act for itself' && user.hasPackage ? '400 AUTH-00064' : '200'
}

const numbers = ({ users }: State, isShown: (user: User) => boolean): string =>
  users.flatMap((user, i) => (isShown(user) ? [i] : [])).join(',')

export function listed(state: State, step: ListStep): string {
  switch (step.do) {
    case 'list what waits':
      return whatWaits(state, step)
    case 'list requests':
      return requests(state, step)
    case 'list clients':
      return clients(state, step)
  }
}

const whatWaits = (state: State, { party, isStranger }: ListStep): string =>
  isStranger
    ? noManager
    : numbers(
        state,
        (user) =>
          user.kind === 'standard' &&
          user.party === party &&
          user.status === 'requested' &&
          !isLate(state, user),
      )

function requests(state: State, { system, isStranger }: ListStep): string {
  if (isStranger || !state.systems.has(system)) return noSystem
  const kind = system === agentSystem ? 'agent' : 'standard'
  const isShown = ({ status }: User): boolean => status !== 'withdrawn' && status !== 'ended'
  return numbers(
    state,
    (user) => user.system === system && user.kind === kind && user.requested && isShown(user),
  )
}

function clients({ users }: State, { user: n, isStranger }: ListStep): string {
  if (isStranger) return noManager
  const user = users[n]
  if (user?.status !== 'active' || user.party !== 0) return '400'
  if (user.kind !== 'agent') return '400 AUTH-00034'
  return user.hasClient ? 'one' : ''
}
