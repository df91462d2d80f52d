import { z } from 'zod'
import { DecisionEntry } from '../../application/decision-log.ts'
import { Instant } from '../../domain/values.ts'

/** A line of the decision log's files. */
export const DecisionLine = z.discriminatedUnion('line', [
  /** A process began to write. After a crash at most so many decisions that it gave are missing. */
  z.object({ line: z.literal('run'), run: z.uuid(), at: Instant, unwrittenMax: z.int() }),
  /** `seq` counts the decisions of a run from 1. */
  DecisionEntry.extend({ line: z.literal('decision'), seq: z.int() }),
  /**
   * Decisions like others of the same file, one after another: for each the `seq` of the one that it is like in all but
   * `seq`, `at` and `position`, and how many milliseconds after `at` it was given. The `seq` is the first one's.
   */
  z.object({
    line: z.literal('again'),
    seq: z.int(),
    at: Instant,
    position: z.string().regex(/^\d+$/u),
    given: z.array(z.tuple([z.int(), z.int()])),
  }),
  /** So many were given faster than they could be written, and are not here. */
  z.object({ line: z.literal('lost'), count: z.int() }),
  /** The process ended as it should: all that it decided is here, but for what is told to be lost. */
  z.object({ line: z.literal('end'), run: z.uuid(), decisions: z.int() }),
])
export type DecisionLine = z.infer<typeof DecisionLine>

/** How a line of that kind begins. */
export const againStart = '{"line":"again",'

export const lineOf = (line: DecisionLine): string => `${JSON.stringify(line)}\n`

/** A line as it was written; undefined for one that a crash cut off. */
export function readLine(text: string): DecisionLine | undefined {
  try {
    return DecisionLine.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
