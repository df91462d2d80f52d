import { ViewsCorrupt, type ViewStore } from './view-store.ts'
import type { WorkingSet } from './working-set.ts'

const sampleMax = 1_000

/**
 * Holds what lies in a generation against what was written there: no fewer documents than were counted while writing, and
 * those that are still in memory with the same text.
 *
 * @throws {ViewsCorrupt} naming what differs.
 */
export async function verify(
  store: ViewStore,
  working: WorkingSet,
  generation: string,
  documents: number,
): Promise<void> {
  const counted = await store.count(generation)
  if (counted < documents)
    throw new ViewsCorrupt(`${counted} documents are stored where ${documents} were written`)
  const sample = [...working.sample(sampleMax)]
  const texts = await store.read(
    generation,
    sample.map(([key]) => key),
  )
  const wrong = sample.findIndex(([, text], index) => texts[index] !== text)
  if (wrong >= 0) throw new ViewsCorrupt(`${sample[wrong]?.[0]} is not stored as it was written`)
}
