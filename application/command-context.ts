import type { Actor } from '../domain/actor.ts'
import type { EventMetadata } from '../domain/event-metadata.ts'
import type { Instant } from '../domain/values.ts'
import type { DeriveId } from './derive-id.ts'
import type { Precondition } from './precondition.ts'

/** Who asks, when and why: what every use case is given beside its own input. */
export type CommandContext = {
  /** Names the attempt: a retry of the same call has the same id, and records nothing twice. */
  readonly commandId: string
  readonly at: Instant
  readonly actor: Actor
  readonly correlationId: string
  readonly causationId?: string
  readonly clientId?: string
  readonly traceparent?: string
  /** Holds for every stream that the command reads, and is compared with the one it names. */
  readonly precondition?: Precondition
}

export function metadataOf(context: CommandContext): EventMetadata {
  const { at, precondition: _asked, ...rest } = context
  return { v: 1, occurredAt: at, ...rest }
}

/** The context of a further step that a use case takes by itself: a name of its own, the rest as it was. */
export const furtherStep = (
  context: CommandContext,
  deriveId: DeriveId,
  step: string,
): CommandContext => ({ ...context, commandId: deriveId(context.commandId, step) })
