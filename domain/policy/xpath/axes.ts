import { descendants, namespacesOf, type XPathNode } from './node.ts'
import type { Axis } from './syntax.ts'

/** The nodes of each axis, nearest first. */
export const axes: Readonly<Record<Axis, (node: XPathNode) => Iterable<XPathNode>>> = {
  self: (node) => [node],
  child: ({ children }) => children,
  attribute: ({ attributes }) => attributes,
  namespace: namespacesOf,
  parent: ({ parent }) => (parent === undefined ? [] : [parent]),
  ancestor: ({ parent }) => lineage(parent),
  'ancestor-or-self': lineage,
  descendant: descendants,
  'descendant-or-self': andDescendants,
  'following-sibling': followingSiblings,
  'preceding-sibling': precedingSiblings,
  following,
  preceding,
}

function* andDescendants(node: XPathNode): Generator<XPathNode> {
  yield node
  yield* descendants(node)
}

function* lineage(from: XPathNode | undefined): Generator<XPathNode> {
  for (let at = from; at !== undefined; at = at.parent) yield at
}

const family = ({ kind, parent }: XPathNode): readonly XPathNode[] =>
  kind === 'attribute' || kind === 'namespace' ? [] : (parent?.children ?? [])

function followingSiblings(node: XPathNode): readonly XPathNode[] {
  const all = family(node)
  return all.slice(all.indexOf(node) + 1)
}

function precedingSiblings(node: XPathNode): readonly XPathNode[] {
  const all = family(node)
  return all.slice(0, Math.max(all.indexOf(node), 0)).toReversed()
}

function* following(node: XPathNode): Generator<XPathNode> {
  // What follows an attribute or a namespace begins with what is in its element.
  if ((node.kind === 'attribute' || node.kind === 'namespace') && node.parent !== undefined)
    yield* descendants(node.parent)
  for (const ancestor of lineage(node))
    for (const sibling of followingSiblings(ancestor)) yield* andDescendants(sibling)
}

function* preceding(node: XPathNode): Generator<XPathNode> {
  for (const ancestor of lineage(node))
    for (const sibling of precedingSiblings(ancestor))
      yield* [...andDescendants(sibling)].toReversed()
}
