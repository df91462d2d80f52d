import type { Changes } from './open-document.ts'
import type { ListChange, ViewBatch } from './view-store.ts'

type Membership = { readonly enter: string[]; readonly leave: string[] }

/** What a batch does to the views, as its documents tell it. */
export type Gathering = Changes & {
  /** How many documents there are more than before, or fewer. */
  added(): number
  changes(): Pick<ViewBatch, 'puts' | 'removes' | 'lists'>
}

export function gather(): Gathering {
  const puts: (readonly [string, string])[] = []
  const removes: string[] = []
  const lists = new Map<string, Membership>()
  let added = 0
  const membersOf = (list: string): Membership => {
    const known = lists.get(list)
    if (known !== undefined) return known
    const made: Membership = { enter: [], leave: [] }
    lists.set(list, made)
    return made
  }
  return {
    put(key, text, isNew) {
      puts.push([key, text])
      if (isNew) added += 1
    },
    remove(key) {
      removes.push(key)
      added -= 1
    },
    enter: ({ list, member }) => membersOf(list).enter.push(member),
    leave: ({ list, member }) => membersOf(list).leave.push(member),
    added: () => added,
    changes: () => ({ puts, removes, lists: listChanges(lists) }),
  }
}

const listChanges = (lists: ReadonlyMap<string, Membership>): readonly ListChange[] =>
  [...lists].map(([list, { enter, leave }]) => ({ list, enter, leave }))
