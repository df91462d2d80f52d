import { UnreadableXml } from './unreadable-xml.ts'

/** Prefixes in scope and the namespace names they stand for. */
export type Scope = ReadonlyMap<string, string>

const xmlOnly: Scope = new Map([['xml', 'http://www.w3.org/XML/1998/namespace']])

/** The scope inside an element: what it declares, over what was in scope outside it. */
export function scopeOf(
  outer: Scope = xmlOnly,
  attributes: Readonly<Record<string, string>> = {},
  line = 1,
): Scope {
  const declared = Object.entries(attributes).flatMap(([name, uri]): [string, string][] => {
    if (name === 'xmlns') return [['', uri]]
    if (!name.startsWith('xmlns:')) return []
    if (uri === '') throw new UnreadableXml('not-xml', `An empty namespace name on line ${line}.`)
    return [[name.slice('xmlns:'.length), uri]]
  })
  return declared.length === 0 ? outer : new Map([...outer, ...declared])
}

/** @throws {UnreadableXml} for a prefix that is not declared, or a name with several colons. */
export function qualify(name: string, scope: Scope, line: number) {
  const [first = '', second, ...more] = name.split(':')
  const [prefix, local] = second === undefined ? ['', first] : [first, second]
  const namespace = scope.get(prefix) ?? (prefix === '' ? '' : undefined)
  if (namespace === undefined || local === '' || more.length > 0) {
    throw new UnreadableXml(
      'not-xml',
      `The name ${name} on line ${line} has a prefix that is not declared.`,
    )
  }
  return { namespace, name: local }
}
