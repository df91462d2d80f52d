import { trimmed } from '../white-space.ts'
import type { XPathNode } from './node.ts'
import { stringValue } from './node.ts'
import { toBoolean, toNumber, toText, type XPathValue } from './values.ts'

/** The node at hand, and where it stands among those it was selected with. */
export type Focus = { readonly node: XPathNode; readonly position: number; readonly size: number }

export type XPathFunction = {
  readonly min: number
  readonly max: number
  /** Given no arguments, a function of one takes the node at hand. */
  readonly apply: (values: readonly XPathValue[], focus: Focus) => XPathValue | undefined
}

type Apply = XPathFunction['apply']

const taking = (min: number, max: number, apply: Apply): XPathFunction => ({ min, max, apply })

const nodeOf = (values: readonly XPathValue[], { node }: Focus): XPathNode | undefined => {
  const [value] = values
  if (value === undefined) return node
  return typeof value === 'object' ? value[0] : undefined
}

/** The first argument; without one, the node at hand. */
const subject = ([first]: readonly XPathValue[], { node }: Focus): XPathValue => first ?? [node]

const text = (values: readonly XPathValue[], at: number): string => toText(values[at] ?? '')

function substring(values: readonly XPathValue[]): string {
  const from = roundHalfUp(toNumber(values[1] ?? 0))
  const length = values[2] === undefined ? Number.POSITIVE_INFINITY : toNumber(values[2])
  const until = from + roundHalfUp(length)
  return Array.from(text(values, 0))
    .filter((_, at) => at + 1 >= from && at + 1 < until)
    .join('')
}

const roundHalfUp = (value: number): number => Math.floor(value + 0.5)

function translate(values: readonly XPathValue[]): string {
  const from = Array.from(text(values, 1))
  const to = Array.from(text(values, 2))
  // Of a character that is there twice, the first counts: it is set last.
  const becomes = new Map(
    from.map((character, at) => [character, to[at] ?? ''] as const).toReversed(),
  )
  return Array.from(text(values, 0), (character) => becomes.get(character) ?? character).join('')
}

function before(values: readonly XPathValue[]): string {
  const at = text(values, 0).indexOf(text(values, 1))
  return at < 0 ? '' : text(values, 0).slice(0, at)
}

function after(values: readonly XPathValue[]): string {
  const at = text(values, 0).indexOf(text(values, 1))
  return at < 0 ? '' : text(values, 0).slice(at + text(values, 1).length)
}

const sum: Apply = ([nodes]) =>
  typeof nodes === 'object'
    ? nodes.reduce((total, node) => total + toNumber(stringValue(node)), 0)
    : undefined

/** With a prefix that stands for the namespace there; of several the one that was declared first. */
function qualifiedName(node: XPathNode | undefined): string {
  if (node === undefined || node.namespace === '') return node?.name ?? ''
  const { prefixes } = (node.kind === 'attribute' ? node.parent : node) ?? node
  const [prefix] =
    [...prefixes].find(
      ([name, namespace]) =>
        namespace === node.namespace && (name !== '' || node.kind === 'element'),
    ) ?? []
  return prefix === undefined || prefix === '' ? node.name : `${prefix}:${node.name}`
}

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

function hasLanguage(wanted: string, from: XPathNode): boolean {
  for (let at: XPathNode | undefined = from; at !== undefined; at = at.parent) {
    const language = at.attributes.find(
      ({ namespace, name }) => namespace === xmlNamespace && name === 'lang',
    )
    if (language !== undefined) return `${language.text}-`.toLowerCase().startsWith(`${wanted}-`)
  }
  return false
}

/** The core library of XPath 1.0. A function answers undefined to an argument that it cannot take. */
export const xpathFunctions: ReadonlyMap<string, XPathFunction> = new Map([
  ['last', taking(0, 0, (_, { size }) => size)],
  ['position', taking(0, 0, (_, { position }) => position)],
  ['count', taking(1, 1, ([nodes]) => (typeof nodes === 'object' ? nodes.length : undefined))],
  // Only a document type can say that an attribute is an ID, and none is read.
  ['id', taking(1, 1, () => [])],
  ['lang', taking(1, 1, (values, { node }) => hasLanguage(text(values, 0).toLowerCase(), node))],
  ['name', taking(0, 1, (values, focus) => qualifiedName(nodeOf(values, focus)))],
  ['local-name', taking(0, 1, (values, focus) => nodeOf(values, focus)?.name ?? '')],
  ['namespace-uri', taking(0, 1, (values, focus) => nodeOf(values, focus)?.namespace ?? '')],
  ['string', taking(0, 1, (values, focus) => toText(subject(values, focus)))],
  ['concat', taking(2, 100, (values) => values.map(toText).join(''))],
  ['starts-with', taking(2, 2, (values) => text(values, 0).startsWith(text(values, 1)))],
  ['contains', taking(2, 2, (values) => text(values, 0).includes(text(values, 1)))],
  ['substring-before', taking(2, 2, before)],
  ['substring-after', taking(2, 2, after)],
  ['substring', taking(2, 3, substring)],
  [
    'string-length',
    taking(0, 1, (values, focus) => Array.from(toText(subject(values, focus))).length),
  ],
  [
    'normalize-space',
    taking(0, 1, (values, focus) =>
      trimmed(toText(subject(values, focus))).replaceAll(/[\t\n\r ]+/gu, ' '),
    ),
  ],
  ['translate', taking(3, 3, translate)],
  ['boolean', taking(1, 1, ([value]) => toBoolean(value ?? false))],
  ['not', taking(1, 1, ([value]) => !toBoolean(value ?? false))],
  ['true', taking(0, 0, () => true)],
  ['false', taking(0, 0, () => false)],
  ['number', taking(0, 1, (values, focus) => toNumber(subject(values, focus)))],
  ['sum', taking(1, 1, sum)],
  ['floor', taking(1, 1, ([value]) => Math.floor(toNumber(value ?? '')))],
  ['ceiling', taking(1, 1, ([value]) => Math.ceil(toNumber(value ?? '')))],
  ['round', taking(1, 1, ([value]) => roundHalfUp(toNumber(value ?? '')))],
])
