import type { XmlElement } from '../xml-element.ts'

/** A node of the XPath 1.0 data model. Comments and processing instructions have none here. */
export type XPathNode = {
  readonly kind: 'root' | 'element' | 'attribute' | 'text'
  readonly parent?: XPathNode
  readonly namespace: string
  readonly name: string
  /** What prefixes stand for in an element; empty for the others. */
  readonly prefixes: ReadonlyMap<string, string>
  /** The text of a text node or an attribute; empty for the others. */
  readonly text: string
  /** Characters of text in it, however deep. */
  length: number
  readonly children: XPathNode[]
  readonly attributes: XPathNode[]
  /** Place in document order. */
  readonly order: number
}

const none: ReadonlyMap<string, string> = new Map()
const trees = new WeakMap<XmlElement, XPathNode>()

/** The tree of a document whose one element is `document`. Made once for each. */
export function documentOf(document: XmlElement): XPathNode {
  const known = trees.get(document)
  if (known !== undefined) return known
  let order = 0
  const root = node('root')

  function node(kind: XPathNode['kind'], rest: Partial<XPathNode> = {}): XPathNode {
    order += 1
    const empty = {
      namespace: '',
      name: '',
      prefixes: none,
      text: '',
      length: rest.text?.length ?? 0,
      children: [],
      attributes: [],
    }
    return { kind, ...empty, ...rest, order }
  }

  function append(parent: XPathNode, element: XmlElement): void {
    const { namespace, name, attributes, children, prefixes } = element
    const added = node('element', { parent, namespace, name, prefixes })
    parent.children.push(added)
    for (const { value, ...named } of attributes)
      added.attributes.push(node('attribute', { parent: added, ...named, text: value }))
    for (const child of children) {
      if (child.kind === 'element') append(added, child)
      else added.children.push(node('text', { parent: added, text: child.text }))
    }
    added.length = added.children.reduce((total, { length }) => total + length, 0)
  }

  append(root, document)
  root.length = root.children.reduce((total, { length }) => total + length, 0)
  trees.set(document, root)
  return root
}

/** The text of a node and of all that is in it. */
export function stringValue({ kind, text, children }: XPathNode): string {
  return kind === 'text' || kind === 'attribute' ? text : children.map(stringValue).join('')
}

/** All that is in a node, in document order; attributes are not. */
export function* descendants(node: XPathNode): Generator<XPathNode> {
  for (const child of node.children) {
    yield child
    yield* descendants(child)
  }
}
