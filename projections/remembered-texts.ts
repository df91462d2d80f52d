/** What is stored under the keys used last: a text, or null for nothing. */
export type RememberedTexts = {
  /** What it has is still remembered after the next call of `age`. */
  get(key: string): string | null | undefined
  set(key: string, text: string | null): void
  /** Forgets what was neither set nor asked for lately, if there is too much of it. */
  age(): void
  /** Up to so many of the texts, from all that are remembered. */
  sample(max: number): readonly (readonly [key: string, text: string])[]
  clear(): void
}

/**
 * Remembers about so many UTF-16 units of keys and texts, in two generations of which the older is forgotten as a whole.
 * As texts they are nothing that the garbage collector has to walk through; as documents they would be.
 */
export function rememberedTexts(charsMax: number): RememberedTexts {
  let young = new Map<string, string | null>()
  let old = new Map<string, string | null>()
  let chars = 0
  const set = (key: string, text: string | null): void => {
    chars += key.length + (text?.length ?? 0)
    young.set(key, text)
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
    age() {
      if (chars < charsMax / 2) return
      chars = 0
      old = young
      young = new Map()
    },
    sample(max) {
      const texts = [...new Map([...old, ...young])].flatMap(([key, text]) =>
        text === null ? [] : [[key, text] as const],
      )
      const step = Math.ceil(texts.length / max)
      return texts.filter((_, index) => index % step === 0)
    },
    clear() {
      young = new Map()
      old = new Map()
      chars = 0
    },
  }
}
