import { setTimeout as sleep } from 'node:timers/promises'
import { type Caller, callerOf } from './caller.ts'
import { emptyHistory, type History } from './history.ts'
import type { Installation } from './installation.ts'
import { randomOf } from './random.ts'

export type Load = {
  /** What was seen so far. */
  readonly history: History
  /** Resolves when so many more commands are acknowledged; with false when that takes too long. */
  progress(commands: number): Promise<boolean>
  /**
   * Resolves when every client has brought to an end what it was at; what is not answered in time stays unanswered in
   * the history.
   */
  stop(): Promise<History>
}

type Options = {
  readonly clients: number
  readonly seed: number
  /** How long the clients may take to come to an end. */
  readonly endMs?: number
}

/** System users that a client takes through life under one external reference, one after the other. */
const livesPerReference = 3
const restMsMax = 20
const endMsDefault = 60_000
const watchers = 2
const progressLookMs = 20
const progressLooksMax = 400

type User = { readonly systemUser: string; readonly externalRef: string }
type Work = {
  readonly caller: Caller
  /** Every system user that was asked for. */
  readonly users: User[]
  readonly random: () => number
  readonly isOver: () => boolean
}

/**
 * Clients that take system users through their lives and ask about them, and some that ask the PDP and make the token
 * look-up about any of them whatever happens, until it is stopped.
 */
export function startLoad(
  installation: Pick<Installation, 'url' | 'tokens'>,
  { clients, seed, endMs = endMsDefault }: Options,
): Load {
  const history = emptyHistory()
  const given = new AbortController()
  const over = new AbortController()
  const users: User[] = []
  const workOf = (number: number): Work => ({
    caller: callerOf(installation, history, given.signal),
    users,
    random: randomOf(seed + number),
    isOver: () => over.signal.aborted,
  })
  const working = [
    ...Array.from({ length: clients }, (_, n) => live(workOf(n), `faults-${seed}-${n}`)),
    ...Array.from({ length: watchers }, (_, n) => watch(workOf(clients + n))),
  ]
  const acknowledged = (): number =>
    history.commands.filter((sent) => sent.acknowledged !== undefined).length
  return {
    history,
    async progress(commands) {
      const goal = acknowledged() + commands
      for (let left = progressLooksMax; acknowledged() < goal && left > 0; left -= 1)
        await sleep(progressLookMs)
      return acknowledged() >= goal
    },
    async stop() {
      over.abort()
      const timer = setTimeout(() => given.abort(), endMs)
      await Promise.all(working)
      clearTimeout(timer)
      return history
    },
  }
}

async function watch({ caller, users, random, isOver }: Work): Promise<void> {
  while (!isOver()) {
    await sleep(restMsMax * random())
    const user = users[Math.floor(random() * users.length)]
    if (user === undefined) continue
    await caller.ask(user.systemUser)
    await caller.lookUp(user.externalRef)
  }
}

/** Until it is over, or a step is not acknowledged. */
async function live(work: Work, name: string): Promise<void> {
  for (let life = 0, isWhole = true; isWhole && !work.isOver(); life += 1)
    isWhole = await oneLife(work, `${name}-${Math.floor(life / livesPerReference)}`)
}

/** @returns whether every step was acknowledged. */
async function oneLife({ caller, users, random }: Work, externalRef: string): Promise<boolean> {
  const rest = () => sleep(restMsMax * random())
  const requested = await caller.request(externalRef)
  const { systemUser } = requested
  if (systemUser === undefined) return false
  users.push({ systemUser, externalRef })
  await caller.ask(systemUser)
  const approved = await caller.decide('approve', requested)
  if (approved.acknowledged === undefined) return false
  await caller.ask(systemUser, approved.acknowledged.token)
  await caller.lookUp(externalRef)
  await rest()
  const revoked = await caller.decide('revoke', requested)
  if (revoked.acknowledged === undefined) return false
  for (const token of [undefined, revoked.acknowledged.token, undefined]) {
    await caller.ask(systemUser, token)
    await caller.lookUp(externalRef)
    await rest()
  }
  return true
}
