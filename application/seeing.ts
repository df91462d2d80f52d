import type { Position } from '../projections/recorded.ts'
import type { EventStore } from './event-store.ts'

/** A store that tells of every position it wrote: what this process wrote, it never answers from before. */
export const seeing = (store: EventStore, saw: (position: Position) => void): EventStore => ({
  ...store,
  async append(append) {
    const appended = await store.append(append)
    saw(appended.position)
    return appended
  },
})
