import { readFileSync } from 'node:fs'
import { z } from 'zod'

const Shape = z.object({
  method: z.string(),
  route: z.string(),
  status: z.number(),
  contentType: z.array(z.string()),
  fields: z.record(z.string(), z.string()),
})
export type Shape = z.infer<typeof Shape>

const file = new URL('../api/shapes/recorded.json', import.meta.url)
export const shapes = z.array(Shape).parse(JSON.parse(readFileSync(file, 'utf8')))

/** The paths of a value with their types, as the recordings have them; a path of several types has all of them. */
function pathsOf(value: unknown, path: string, found: Map<string, Set<string>>): void {
  const types = found.get(path) ?? new Set()
  found.set(path, types.add(typeOf(value)))
  if (Array.isArray(value)) for (const one of value) pathsOf(one, `${path}[]`, found)
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value))
      pathsOf(one, path === '' ? name : `${path}.${name}`, found)
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

const textTypes = ['string', 'uuid', 'urn', 'uri', 'orgno', 'text', 'date-time']
const fits = (type: string, recorded: string): boolean =>
  recorded
    .replace('?', '')
    .split('|')
    .some((one) =>
      type === 'string' ? textTypes.some((text) => one.startsWith(text)) : one === type,
    )

/**
 * How a body differs from what was recorded: members that nobody has seen, members that are always there, types that do
 * not fit. Members of objects and lists that were always empty are not known, nor are those below a path that is ours.
 */
export function differences(body: unknown, { fields }: Shape, ours: readonly string[]): string[] {
  const found = new Map<string, Set<string>>()
  pathsOf(body, '', found)
  const isOurs = (path: string): boolean =>
    ours.some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`))
  const wrong: string[] = []
  for (const [path, types] of found) {
    const recorded = path === '' ? fields['(body)'] : fields[path]
    if (isOurs(path) || isOfEmptyList(path, fields)) continue
    if (recorded === undefined) wrong.push(`${path} is unheard of`)
    else if (![...types].every((type) => fits(type, recorded)))
      wrong.push(`${path} is ${[...types].join()}, not ${recorded}`)
  }
  for (const [path, recorded] of Object.entries(fields)) {
    if (path === '(body)' || recorded.endsWith('?') || found.has(path)) continue
    if (hasParent(path, found)) wrong.push(`${path} is missing`)
  }
  return wrong
}

/** A member is missed only where its object is, and an entry never. */
function hasParent(path: string, found: ReadonlyMap<string, unknown>): boolean {
  if (path.endsWith('[]')) return false
  const cut = path.lastIndexOf('.')
  return found.has(cut < 0 ? '' : path.slice(0, cut))
}

const isOfEmptyList = (path: string, fields: Shape['fields']): boolean =>
  [...path.matchAll(/\[\]/gu)].some(({ index }) => {
    const list = path.slice(0, index)
    return fields[list] === 'array' && fields[`${list}[]`] === undefined
  })
