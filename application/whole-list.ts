import type { Position } from '../projections/recorded.ts'
import type { Views } from '../projections/views.ts'

/** Lists are read in pieces of this size where the contract has no pages. */
const pieceMax = 200
const membersMax = 10_000

/** All members of a list: as many as the contract has no pages for. */
export async function wholeList(
  views: Views,
  list: string,
  atLeast?: Position,
): Promise<readonly string[]> {
  const all: string[] = []
  for (;;) {
    const after = all.at(-1)
    const page = { limit: pieceMax, ...(after !== undefined && { after }) }
    const { members } = await views.list(list, page, atLeast)
    all.push(...members)
    if (members.length < pieceMax || all.length >= membersMax) return all
  }
}
