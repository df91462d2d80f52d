import { createHash } from 'node:crypto'
import type { CommandContext } from '../application/command-context.ts'
import type { DeriveId } from '../application/derive-id.ts'
import { Instant } from '../domain/values.ts'
import type { Trace } from './http/trace.ts'
import { actorOf, type Organisation, type Person } from './authentication.ts'

export type CommandFunctions = {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly newId: () => string
  readonly deriveId: DeriveId
}

/** The call that is a command. */
export type CommandCall = {
  readonly method: string
  readonly path: string
  readonly body: Uint8Array | undefined
  readonly idempotencyKey?: string
  readonly trace: Trace
}

export const isIdempotencyKey = (key: string): boolean => /^[!-~]{1,255}$/u.test(key)

/**
 * The context of a command. A call with an `Idempotency-Key` has the same command id whenever the same caller makes the
 * same call with it; the same key with another body is another command.
 */
export function commandContext(
  { now, newId, deriveId }: CommandFunctions,
  caller: Organisation | Person,
  call: CommandCall,
): CommandContext {
  const who = caller.kind === 'organisation' ? caller.orgNo : caller.person
  const digest = createHash('sha256')
    .update(call.body ?? '')
    .digest('hex')
  const commandId =
    call.idempotencyKey === undefined
      ? newId()
      : deriveId('idempotency-key', who, call.method, call.path, call.idempotencyKey, digest)
  return {
    commandId,
    at: Instant.parse(new Date(now()).toISOString()),
    actor: actorOf(caller),
    correlationId: call.trace.id,
    ...(caller.clientId !== undefined && { clientId: caller.clientId }),
    ...(call.trace.traceparent !== undefined && { traceparent: call.trace.traceparent }),
  }
}
