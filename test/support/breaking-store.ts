import {
  type Append,
  type EventStore,
  EventStoreUnavailable,
} from '../../application/event-store.ts'

export type Break = { readonly atAppend: number; readonly when: 'before' | 'after' }

/**
 * A store that breaks down at one append, counted from 1: before it is written, or after, so that only the answer is
 * lost. The caller cannot tell which. All other calls pass.
 */
export function breakingStore(store: EventStore, { atAppend, when }: Break) {
  let appends = 0
  return {
    ...store,
    appends: () => appends,
    async append(append: Append) {
      appends += 1
      if (appends !== atAppend) return store.append(append)
      if (when === 'after') await store.append(append)
      throw new EventStoreUnavailable(`no answer for ${append.stream}`)
    },
  }
}
