import type { ResourceRefusal } from '../domain/resource/decide.ts'
import { orgCodeOf } from '../domain/resource/competent-authority.ts'
import type { ResourceContent } from '../domain/resource/events.ts'
import type { OrgNo, ResourceId } from '../domain/values.ts'
import { orgCodes } from '../projections/org-codes.ts'
import { ref, type Views } from '../projections/views.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

export type CreateResource = {
  readonly id: ResourceId
  readonly owner: OrgNo
  readonly content: ResourceContent
}

export type WriteResourceRefusal =
  | ResourceRefusal
  /** The short code that the owner goes by is another service owner's. */
  | { readonly code: 'org-code-of-another' }

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'resources'>
  readonly views: Views
}

/** Puts a service into the resource registry. From then on its competent authority alone changes it. */
export const createResource =
  ({ aggregates: { resources }, views }: Dependencies) =>
  async (
    { id, owner, content }: CreateResource,
    context: CommandContext,
  ): Promise<Outcome<true, WriteResourceRefusal>> => {
    const isForeign = isForeignApp(id, content) || (await isUnderForeignCode(views, owner, content))
    if (isForeign) return refused({ code: 'org-code-of-another' })
    const { decision, position } = await resources.execute(
      id,
      { type: 'CreateResource', id, owner, content, at: context.at },
      context,
    )
    if (!decision.accepted) return refused(decision.refusal)
    if (position === undefined) return refused({ code: 'resource-exists' })
    return done(true, position)
  }

/** Replaces what the registry says of a resource. */
export const updateResource =
  ({ aggregates: { resources }, views }: Dependencies) =>
  async (
    { id, owner, content }: CreateResource,
    context: CommandContext,
  ): Promise<Outcome<true, WriteResourceRefusal>> => {
    if (await isUnderForeignCode(views, owner, content))
      return refused({ code: 'org-code-of-another' })
    const { decision, position } = await resources.execute(
      id,
      { type: 'UpdateResource', owner, content, at: context.at },
      context,
    )
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }

/** An app's id begins with the code of whose it is, by which questions about it find it (spec pdp §2). */
function isForeignApp(id: ResourceId, content: ResourceContent): boolean {
  const [, code] = /^app_([^_]+)_/u.exec(id) ?? []
  return code !== undefined && code !== orgCodeOf(content)
}

/** Of two who take a code at once it is the first one's in the log; here the other is told where that can be seen. */
async function isUnderForeignCode(
  views: Views,
  owner: OrgNo,
  content: ResourceContent,
): Promise<boolean> {
  const code = orgCodeOf(content)
  if (code === undefined) return false
  const { documents } = await views.fetch([ref(orgCodes, code)])
  const [holder] = documents
  return holder !== undefined && holder.orgNo !== owner
}
