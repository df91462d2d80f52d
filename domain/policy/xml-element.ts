/**
 * An XML document as plain data: what a reader of XML text hands to the domain. The document type is
 * not part of it, nor what stands outside the root; neighbouring text is one text.
 */
export type XmlElement = {
  readonly kind: 'element'
  /** Namespace name, empty when the element is in none. */
  readonly namespace: string
  /** Local name, without prefix. */
  readonly name: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlNode[]
  /** Every prefix in scope and its namespace name; the default namespace has the empty prefix. */
  readonly prefixes: ReadonlyMap<string, string>
  /** Line of the start tag in the source, counted from 1. */
  readonly line: number
}

export type XmlAttribute = {
  readonly namespace: string
  readonly name: string
  readonly value: string
}

export type XmlText = { readonly kind: 'text'; readonly text: string }

/** Nothing to a policy, but an XPath over content can ask for it. */
export type XmlRemark =
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'processing-instruction'; readonly name: string; readonly text: string }

export type XmlNode = XmlElement | XmlText | XmlRemark
