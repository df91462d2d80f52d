/**
 * An XML document as plain data: what a reader of XML text hands to the domain. Comments, processing
 * instructions and the document type are not part of it; neighbouring text is one text.
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

export type XmlNode = XmlElement | XmlText
