import type { XmlElement, XmlRemark, XmlText } from '../xml-element.ts'

/** A node of the XPath 1.0 data model. Namespace nodes are made when they are asked for. */
export type XPathNode = {
  readonly kind:
    'root' | 'element' | 'attribute' | 'namespace' | 'text' | 'comment' | 'processing-instruction'
  readonly parent?: XPathNode
  readonly namespace: string
  readonly name: string
  /** What prefixes stand for in an element; empty for the others. */
  readonly prefixes: ReadonlyMap<string, string>
  /** The text of a node that no other can be in; empty for an element and the root. */
  readonly text: string
  /** Characters of its string-value. */
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
      else added.children.push(node(child.kind, { parent: added, ...childNamed(child) }))
    }
    added.length = added.children.reduce((total, child) => total + lengthWithin(child), 0)
  }

  append(root, document)
  root.length = root.children.reduce((total, { length }) => total + length, 0)
  trees.set(document, root)
  return root
}

const childNamed = (child: XmlText | XmlRemark) => ({
  text: child.text,
  ...('name' in child && { name: child.name }),
})

/** Remarks are no part of the text that they stand in. */
const isRemark = ({ kind }: XPathNode): boolean =>
  kind === 'comment' || kind === 'processing-instruction'

const lengthWithin = (child: XPathNode): number => (isRemark(child) ? 0 : child.length)

const isWhole = ({ kind }: XPathNode): boolean => kind === 'element' || kind === 'root'

/** Section 5: the text of a node, for an element all the text that is in it. */
export function stringValue(node: XPathNode): string {
  if (!isWhole(node)) return node.text
  return node.children.map((child) => (isRemark(child) ? '' : stringValue(child))).join('')
}

const namespaceNodes = new WeakMap<XPathNode, readonly XPathNode[]>()

/** Section 5.4: one for each prefix in scope, the default namespace under the empty name. They come before attributes. */
export function namespacesOf(element: XPathNode): readonly XPathNode[] {
  const known = namespaceNodes.get(element)
  if (known !== undefined) return known
  const inScope = [...element.prefixes].filter(([, uri]) => uri !== '')
  const made = inScope.map(([name, uri], at): XPathNode => ({
    kind: 'namespace',
    parent: element,
    namespace: '',
    name,
    prefixes: none,
    text: uri,
    length: uri.length,
    children: [],
    attributes: [],
    order: element.order + (at + 1) / (inScope.length + 1),
  }))
  namespaceNodes.set(element, made)
  return made
}

/** All that is in a node, in document order; attributes are not. */
export function* descendants(node: XPathNode): Generator<XPathNode> {
  for (const child of node.children) {
    yield child
    yield* descendants(child)
  }
}
