import type fc from 'fast-check'
import type { EventStore } from '../../application/event-store.ts'

/** Every call waits its turn on the way there and on the way back; the scheduler says whose turn it is. */
export function scheduledStore(scheduler: fc.Scheduler, store: EventStore): EventStore {
  const turn = (label: string) => scheduler.schedule(Promise.resolve(), label)
  return {
    async read(stream) {
      await turn(`read ${stream}`)
      const result = await store.read(stream)
      await turn(`have read ${stream}`)
      return result
    },
    async append(append) {
      await turn(`append ${append.stream}`)
      const result = await store.append(append)
      await turn(`have appended ${append.stream}`)
      return result
    },
    head: () => store.head(),
  }
}
