import { z } from 'zod'
import type { Step } from '../../projections/recent-changes.ts'
import { isBefore, type ViewBatch } from '../../projections/view-store.ts'

const digits = z.string().regex(/^\d{1,20}$/u)

/** What is said on the channel after each batch: from where to where a generation went, and by which documents. */
const Announcement = z.object({
  generation: z.string(),
  from: z.union([z.literal('start'), digits.transform(BigInt)]),
  to: digits.transform(BigInt),
  changed: z.array(z.string()).optional(),
})
export type Announced = Step & { readonly generation: string }

/** Of a batch that changes more, nobody is told what. */
const toldMax = 100

export function announcementOf(generation: string, { from, to, puts, removes }: ViewBatch): string {
  const isFew = puts.length + removes.length <= toldMax
  const changed = isFew ? [...puts.map(([key]) => key), ...removes] : undefined
  return JSON.stringify({ generation, from: String(from), to: String(to), changed })
}

/** @returns undefined for what this program does not understand: it is as if nothing was said. */
export function announced(said: string): Announced | undefined {
  const { success, data } = Announcement.safeParse(valueOf(said))
  if (!success || !isBefore(data.from, data.to)) return undefined
  return { ...data, changed: data.changed }
}

function valueOf(said: string): unknown {
  try {
    return JSON.parse(said)
  } catch {
    return undefined
  }
}
