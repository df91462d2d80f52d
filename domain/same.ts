type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain }

/**
 * Do two plain values say the same? The order of members does not count, that of list entries does; a member that
 * holds `undefined` is taken for absent.
 */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (!isPlainObject(a) || !isPlainObject(b)) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => same(own(a, key), own(b, key)))
}

/** Never what an object inherits: a member may be called `__proto__`. */
const own = (of: Record<string, Plain | undefined>, key: string): Plain | undefined =>
  Object.hasOwn(of, key) ? of[key] : undefined

const isPlainObject = (value: unknown): value is Record<string, Plain | undefined> =>
  typeof value === 'object' && value !== null
