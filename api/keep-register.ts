import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { FollowRegister, RegisterFollower } from '../application/follow-register.ts'
import type { PartyRegister } from '../application/party-register.ts'
import { Instant } from '../domain/values.ts'

type KeepRegister = {
  readonly register: PartyRegister
  readonly followRegister: (options: Omit<FollowRegister, 'aggregates'>) => RegisterFollower
  readonly pollMs: number
  /** Nobody is served before all that it says is in the log. One far away may be long in reading, and is not waited for. */
  readonly isAwaited: boolean
  readonly now: () => number
  readonly complain: (line: string) => void
}

export type KeptRegister = Pick<RegisterFollower, 'status'> & { readonly stop: () => Promise<void> }

/** Follows the party register until it is told to stop. @throws {RegisterUnavailable} if it is awaited, and not there. */
export async function keepRegister(options: KeepRegister): Promise<KeptRegister> {
  const { register, followRegister, pollMs, isAwaited, now, complain } = options
  let isMissed = false
  const follower = followRegister({
    register,
    newId: randomUUID,
    now: () => Instant.parse(new Date(now()).toISOString()),
    pause: (signal) => setTimeout(pollMs, undefined, { signal }).catch(() => undefined),
    report({ state, reason = '' }) {
      if (state === 'waiting' || isMissed) complain(`party register ${state} ${reason}`.trim())
      isMissed = state === 'waiting'
    },
  })
  if (isAwaited) await follower.catchUp()
  const abort = new AbortController()
  const ended = follower.run(abort.signal)
  return {
    status: () => follower.status(),
    async stop() {
      abort.abort()
      await ended
    },
  }
}
