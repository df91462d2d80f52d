import type { PinnedResults } from '../../application/pinned-results.ts'
import type { Searched } from '../../application/search-access.ts'
import { consistencyToken } from '../consistency-token.ts'
import { type AuthzenAnswer, type AuthzenCall, RefusedCall } from './call.ts'
import type { Page } from './contract.ts'

export type Paging = { readonly pinned: PinnedResults; readonly installationId: string }

/** What a page is asked of: the call without its page, so that all of a search's pages are asked alike. */
const nameOf = (path: string, { body, caller, asking }: AuthzenCall): string =>
  JSON.stringify([path, caller.orgNo, asking.ownerOnly ?? null, { ...body, page: undefined }])

/**
 * One page of what a search finds, all of whose pages are of the position at which it was made.
 *
 * @throws {RefusedCall} for a token that is not of this search, or of one too long ago.
 */
export async function pageOf(
  { pinned, installationId }: Paging,
  asked: { readonly path: string; readonly call: AuthzenCall; readonly page: Page },
  search: () => Promise<Searched<unknown>>,
): Promise<AuthzenAnswer> {
  const { path, call, page = {} } = asked
  const name = nameOf(path, call)
  const earlier = page.token === undefined ? undefined : earlierOf(pinned, name, page.token)
  const { results, position } = earlier ?? foundBy(await search())
  const start = earlier?.start ?? 0
  const end = start + (page.limit ?? results.length)
  const shown = results.slice(start, end)
  const idOfAll = (): string => earlier?.id ?? pinned.keep(name, { results, position })
  return {
    position,
    body: {
      page: {
        next_token: end >= results.length ? '' : `${idOfAll()}.${end}`,
        count: shown.length,
        total: results.length,
      },
      context: { position: consistencyToken(installationId, position) },
      results: shown,
    },
  }
}

function earlierOf(pinned: PinnedResults, name: string, token: string) {
  const [id = '', start = ''] = token.split('.')
  const kept = /^\d{1,6}$/u.test(start) ? pinned.find(name, id) : undefined
  if (kept) return { ...kept, id, start: Number(start) }
  throw new RefusedCall('page.token is not of this search, or of one too long ago. Search anew.')
}

function foundBy<Candidate>(searched: Searched<Candidate>) {
  if (searched.found) return searched
  throw new RefusedCall(
    `${searched.inQuestion} come into question, which is more than are searched at once. Name resource.properties.party.`,
  )
}
