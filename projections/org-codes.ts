import { z } from 'zod'
import { competentAuthority, orgCodeOf } from '../domain/resource/competent-authority.ts'
import { OrgNo } from '../domain/values.ts'
import { projection } from './projection.ts'

export const OrgCodeView = z.object({
  code: z.string(),
  orgNo: OrgNo,
  name: z.record(z.string(), z.string()),
})
export type OrgCodeView = z.infer<typeof OrgCodeView>

/** The list of all service owners, by code. */
export const orgCodeList = 'org-codes'

/** Whose each service owner's short code is: the first one's that registered a resource under it. */
export const orgCodes = projection({
  name: 'org-codes',
  document: OrgCodeView,
  events: ['ResourceCreated', 'ResourceUpdated'],
  key: (event) => orgCodeOf(event.content),
  evolve: (known, { owner, content }) => {
    const code = orgCodeOf(content)
    if (code === undefined || (known !== undefined && known.orgNo !== owner)) return known
    return { code, orgNo: owner, name: competentAuthority(content).name ?? known?.name ?? {} }
  },
  entries: ({ code }) => [{ list: orgCodeList, member: code }],
})
