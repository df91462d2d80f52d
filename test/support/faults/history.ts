/** Moments are milliseconds of one clock that never goes back: that of the process the clients run in. */
export type Step = 'request' | 'approve' | 'revoke'

/** A command that a client sent, as often as it took, with one idempotency key. */
export type SentCommand = {
  readonly step: Step
  readonly externalRef: string
  readonly sentAt: number
  /** Of the answer to a request; the client knows it beforehand for the rest. */
  systemUser?: string
  /** When it was acknowledged, and the consistency token that was given then. */
  acknowledged?: { readonly at: number; readonly token: string }
}

/** An answer of the PDP that says yes or no. */
export type Answered = {
  readonly systemUser: string
  readonly sentAt: number
  readonly decision: string
  /** Where in the log it says that it was decided. */
  readonly position: bigint
  /** What was asked for at least. */
  readonly atLeast?: bigint
}

/** A token look-up that found a system user. */
export type FoundUser = { readonly systemUser: string; readonly sentAt: number }

/** All that clients saw. Whoever checks it knows nothing else of the run. */
export type History = {
  readonly commands: SentCommand[]
  readonly answers: Answered[]
  readonly found: FoundUser[]
  /** Calls that were refused or failed for good, which none of these may be. */
  readonly refused: string[]
  /** Calls that were told to come back later, or never answered. */
  unavailable: number
}

/** The position that a consistency token names. */
export const positionIn = (token: string): bigint => BigInt(token.slice(token.lastIndexOf('-') + 1))

export const emptyHistory = (): History => ({
  commands: [],
  answers: [],
  found: [],
  refused: [],
  unavailable: 0,
})
