import { setTimeout as sleep } from 'node:timers/promises'
import { type Caller, callerOf } from './caller.ts'
import { emptyHistory, type History } from './history.ts'
import type { Installation } from './installation.ts'
import { randomOf } from './random.ts'

export type Load = {
  readonly history: History
  /**
   * Resolves when every client has brought to an end what it was at. Within a bounded time, if the system is well:
   * what is not answered by then stays unanswered in the history.
   */
  stop(): Promise<History>
}

type Options = { readonly clients: number; readonly seed: number }

/** System users that a client takes through life under one external reference, one after the other. */
const livesPerReference = 3
const endMs = 60_000

/** Lets clients take system users through their lives, and ask about them, until it is stopped. */
export function startLoad(
  installation: Pick<Installation, 'url' | 'tokens'>,
  { clients, seed }: Options,
): Load {
  const history = emptyHistory()
  const given = new AbortController()
  const caller = callerOf(installation, history, given.signal)
  const revoked: string[] = []
  let isOver = false
  const work = Array.from({ length: clients }, async (_, client) => {
    const random = randomOf(seed + client)
    for (let life = 0; !isOver; life += 1) {
      const reference = `faults-${client}-${Math.floor(life / livesPerReference)}`
      const ended = await oneLife(caller, reference, () => sleep(random() * 20))
      if (ended === undefined) break
      revoked.push(ended)
      await caller.ask(revoked[Math.floor(random() * revoked.length)] ?? ended)
    }
  })
  return {
    history,
    async stop() {
      isOver = true
      const timer = setTimeout(() => given.abort(), endMs)
      await Promise.all(work)
      clearTimeout(timer)
      return history
    },
  }
}

/** @returns whose life it was; undefined when a step of it was not acknowledged. */
async function oneLife(
  caller: Caller,
  externalRef: string,
  rest: () => Promise<unknown>,
): Promise<string | undefined> {
  const requested = await caller.request(externalRef)
  const { systemUser } = requested
  if (systemUser === undefined) return undefined
  await caller.ask(systemUser)
  const approved = await caller.decide('approve', requested)
  if (approved.acknowledged === undefined) return undefined
  await caller.ask(systemUser, approved.acknowledged.token)
  await caller.lookUp(externalRef)
  await rest()
  const revoked = await caller.decide('revoke', requested)
  if (revoked.acknowledged === undefined) return undefined
  for (const token of [undefined, revoked.acknowledged.token, undefined]) {
    await caller.ask(systemUser, token)
    await caller.lookUp(externalRef)
    await rest()
  }
  return systemUser
}
