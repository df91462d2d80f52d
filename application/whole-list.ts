import type { Position } from '../projections/recorded.ts'
import type { Views } from '../projections/views.ts'

/** Lists are read in pieces of this size where the contract has no pages. */
const pieceMax = 200

/**
 * All members of a list, however many there are. A member never changes, so all that stand on it all the while are
 * there, and none twice; what comes or goes meanwhile may be there or not.
 */
export async function wholeList(
  views: Pick<Views, 'list'>,
  list: string,
  atLeast?: Position,
): Promise<readonly string[]> {
  const all: string[] = []
  for (;;) {
    const after = all.at(-1)
    const page = { limit: pieceMax, ...(after !== undefined && { after }) }
    const { members } = await views.list(list, page, atLeast)
    all.push(...members)
    if (members.length < pieceMax) return all
  }
}
