import { z } from 'zod'
import { competentAuthority } from '../domain/resource/competent-authority.ts'
import type { ResourceType } from '../domain/resource/events.ts'
import { ResourceId } from '../domain/values.ts'
import type { Position } from '../projections/recorded.ts'
import { resourceList, resources, type ResourceView } from '../projections/resources.ts'
import { ref, type Views } from '../projections/views.ts'
import { wholeList } from './whole-list.ts'

/** Every resource of the registry, by id. */
export async function allResources(
  views: Views,
  atLeast?: Position,
): Promise<readonly ResourceView[]> {
  const ids = await wholeList(views, resourceList, atLeast)
  const refs = ids.map((id) => ref(resources, ResourceId.parse(id)))
  const { documents } = await views.fetch(refs, atLeast)
  return documents.filter((one) => one !== undefined)
}

/** What a resource must hold, each in its place, whatever the case; what is left out is not asked of it. */
export type ResourceSearch = {
  readonly id?: string | undefined
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly keyword?: string | undefined
  readonly reference?: string | undefined
  readonly resourceType?: ResourceType | undefined
  /** These two as a whole. */
  readonly orgCode?: string | undefined
  readonly organizationId?: string | undefined
}

export function isSought(resource: ResourceView, search: ResourceSearch): boolean {
  const { id, owner, content } = resource
  const { keywords, references } = listsIn(content)
  return (
    holds([id], search.id) &&
    holds(Object.values(content.title), search.title) &&
    holds(Object.values(content.description), search.description) &&
    holds(keywords, search.keyword) &&
    holds(references, search.reference) &&
    is(content.resourceType, search.resourceType) &&
    is(competentAuthority(content).orgcode, search.orgCode) &&
    is(owner, search.organizationId)
  )
}

const holds = (texts: readonly string[], wanted: string | undefined): boolean =>
  wanted === undefined || texts.some((text) => folded(text).includes(folded(wanted)))

const is = (text: string | undefined, wanted: string | undefined): boolean =>
  wanted === undefined || (text !== undefined && folded(text) === folded(wanted))

const folded = (text: string): string => text.toLowerCase()

const Keywords = z.array(z.object({ word: z.string() }))
const References = z.array(z.object({ reference: z.string() }))

/** Lists that an owner wrote as it liked; nothing of one that cannot be read. */
function listsIn({ more }: ResourceView['content']) {
  const member = (wanted: string): unknown =>
    Object.entries(more).find(([name]) => folded(name) === wanted)?.[1]
  const keywords = Keywords.safeParse(member('keywords')).data ?? []
  const references = References.safeParse(member('resourcereferences')).data ?? []
  return {
    keywords: keywords.map(({ word }) => word),
    references: references.map(({ reference }) => reference),
  }
}
