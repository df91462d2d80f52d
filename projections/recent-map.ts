/** Remembers the entries used last: at least `max` of them, or of their weight, and at most twice as much. */
export type RecentMap<Value> = {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
}

/**
 * Two generations instead of a list in order of use: the younger fills up, becomes the older, and what was in the older
 * and not asked for since is dropped as a whole. Deleting the oldest key of a large `Map` one by one costs far more.
 */
export function recentMap<Value>(
  max: number,
  weightOf: (key: string, value: Value) => number = () => 1,
): RecentMap<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  let weight = 0
  const set = (key: string, value: Value): void => {
    if (!young.has(key)) {
      const added = weightOf(key, value)
      if (young.size > 0 && weight + added > max) {
        old = young
        young = new Map()
        weight = 0
      }
      weight += added
    }
    young.set(key, value)
  }
  return {
    get(key) {
      const recent = young.get(key)
      if (recent !== undefined) return recent
      const older = old.get(key)
      if (older !== undefined) set(key, older)
      return older
    },
    set,
    delete(key) {
      const value = young.get(key)
      if (value !== undefined && young.delete(key)) weight -= weightOf(key, value)
      old.delete(key)
    },
  }
}
