import { z } from 'zod'

/** What a fault strikes: writes of any kind, reads, or subscriptions. */
export const Operation = z.enum(['append', 'read', 'subscribe'])
export type Operation = z.infer<typeof Operation>

const struck = { op: Operation, times: z.number().int().positive().optional() }

/** What a call is made to suffer; `times` calls, or all until the faults are cleared. */
export const CallFault = z.discriminatedUnion('kind', [
  /** The call is never answered, and nothing is done. */
  z.strictObject({ ...struck, kind: z.literal('silence') }),
  /** The call is done; its answers come late. */
  z.strictObject({ ...struck, kind: z.literal('delay'), ms: z.number().int().min(0).max(600_000) }),
  /** The call is done and never answered: its outcome is not known. */
  z.strictObject({ ...struck, kind: z.literal('lose-answer') }),
  /** The call is refused, and nothing is done. */
  z.strictObject({
    ...struck,
    kind: z.literal('error'),
    error: z.enum([
      'server-not-ready',
      'server-too-busy',
      'access-denied',
      'timeout',
      'unavailable',
    ]),
  }),
  /** The call is sent to another node. */
  z.strictObject({
    ...struck,
    kind: z.literal('not-leader'),
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535),
  }),
])
export type CallFault = z.infer<typeof CallFault>

/** What happens at once. */
export const Incident = z.discriminatedUnion('kind', [
  /** Every subscription is dropped as one whose consumer is too slow. */
  z.strictObject({ kind: z.literal('drop-subscriptions') }),
  /** Every subscription is told that it fell behind, and that it has caught up again. */
  z.strictObject({ kind: z.literal('fell-behind') }),
  /** Nothing at all is done or answered for so long. */
  z.strictObject({ kind: z.literal('freeze'), ms: z.number().int().min(0).max(600_000) }),
])
export type Incident = z.infer<typeof Incident>

export const Fault = z.union([CallFault, Incident])
export type Fault = z.infer<typeof Fault>
