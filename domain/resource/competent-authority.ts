import { z } from 'zod'
import type { ResourceContent } from './events.ts'

const Authority = z.object({
  /** The short code of a service owner, as `skd`; who has it is not checked here. */
  orgcode: z.string().optional().catch(undefined),
  name: z.record(z.string(), z.string()).optional().catch(undefined),
})
export type Authority = z.infer<typeof Authority>

const nothing: Authority = {}

/** What the owner of a resource wrote of itself beside its number; nothing where that cannot be read. */
export const competentAuthority = ({ more }: Pick<ResourceContent, 'more'>): Authority =>
  Authority.catch(nothing).parse(more['hasCompetentAuthority'])

/** A service owner's short code as it is compared; undefined for what is none. */
export function orgCodeOf(content: Pick<ResourceContent, 'more'>): OrgCode | undefined {
  return OrgCode.safeParse(competentAuthority(content).orgcode?.toLowerCase()).data
}

export const OrgCode = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,30}$/u)
  .brand<'OrgCode'>()
export type OrgCode = z.infer<typeof OrgCode>
