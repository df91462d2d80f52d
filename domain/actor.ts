import { z } from 'zod'
import { OrgNo, PersonRef } from './values.ts'

/** Who did it. `system` is this system itself, acting on what it was told: a register feed, an expiry, a repair. */
export const Actor = z.discriminatedUnion('type', [
  z.object({ type: z.literal('organisation'), orgNo: OrgNo }),
  z.object({ type: z.literal('person'), person: PersonRef, party: OrgNo.optional() }),
  z.object({ type: z.literal('system'), process: z.string() }),
])
export type Actor = z.infer<typeof Actor>
