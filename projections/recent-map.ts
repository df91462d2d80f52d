/** Remembers the entries used last: at least `max` of them, at most twice as many. */
export type RecentMap<Value> = {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
}

/**
 * Two generations instead of a list in order of use: the younger fills up, becomes the older, and what was in the older
 * and not asked for since is dropped as a whole. Deleting the oldest key of a large `Map` one by one costs far more.
 */
export function recentMap<Value>(max: number): RecentMap<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  const set = (key: string, value: Value): void => {
    if (young.size >= max && !young.has(key)) {
      old = young
      young = new Map()
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
      young.delete(key)
      old.delete(key)
    },
  }
}
