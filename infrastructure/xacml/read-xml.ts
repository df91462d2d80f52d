import {
  parseXml,
  XmlComment,
  type XmlDocument,
  XmlElement as ParsedElement,
  XmlError,
  XmlProcessingInstruction,
  XmlText,
} from '@rgrove/parse-xml'
import {
  elementDepthMax,
  elementsMax,
  policyLengthMax,
  xmlTextLengthMax,
} from '../../domain/policy/limits.ts'
import type {
  XmlAttribute,
  XmlElement,
  XmlNode,
  XmlRemark,
} from '../../domain/policy/xml-element.ts'
import { qualify, scopeOf, type Scope } from './namespaces.ts'
import { UnreadableXml } from './unreadable-xml.ts'

export type XmlReading =
  | { readonly ok: true; readonly root: XmlElement }
  | {
      readonly ok: false
      readonly problem: { readonly code: 'not-xml' | 'too-large'; readonly message: string }
    }

/**
 * Reads well-formed XML 1.0 with namespaces into plain elements. A document type is refused, so no
 * entity but the five of XML itself is ever expanded and nothing outside the text is read.
 */
export function readXml(xml: string): XmlReading {
  try {
    return { ok: true, root: treeOf(xml) }
  } catch (error) {
    if (!(error instanceof UnreadableXml)) throw error
    return { ok: false, problem: { code: error.problemCode, message: error.message } }
  }
}

const tooDeep = `More than ${elementDepthMax} elements inside one another.`

function treeOf(xml: string): XmlElement {
  if (xml.length > policyLengthMax) {
    throw new UnreadableXml(
      'too-large',
      `The document is longer than ${policyLengthMax} characters.`,
    )
  }
  const text = xml.replace(/^\uFEFF/u, '').replaceAll(/\r\n?/gu, '\n')
  const document = parsed(text)
  if (document.children.some(({ type }) => type === 'doctype')) {
    throw new UnreadableXml('not-xml', 'A document type (DOCTYPE) is not allowed.')
  }
  if (document.root === null) throw new UnreadableXml('not-xml', 'The document has no element.')
  return convert(document.root, scopeOf(), { lineAt: lines(text), elements: 0, depth: 0 })
}

function parsed(text: string): XmlDocument {
  try {
    return parseXml(text, {
      includeOffsets: true,
      preserveComments: true,
      preserveDocumentType: true,
    })
  } catch (error) {
    if (error instanceof XmlError) {
      throw new UnreadableXml(
        'not-xml',
        `Not well-formed XML: ${error.message.split('\n')[0] ?? ''}.`,
      )
    }
    // The parser calls itself for an element inside an element, and runs out of stack far beyond our limit.
    if (error instanceof RangeError) throw new UnreadableXml('too-large', tooDeep)
    throw error
  }
}

/** The line of an offset. Offsets must be asked for in rising order. */
function lines(text: string): (offset: number) => number {
  let line = 1
  let next = text.indexOf('\n')
  return (offset) => {
    while (next >= 0 && next < offset) {
      line += 1
      next = text.indexOf('\n', next + 1)
    }
    return line
  }
}

type Progress = { readonly lineAt: (offset: number) => number; elements: number; depth: number }

function convert(element: ParsedElement, outer: Scope, progress: Progress): XmlElement {
  progress.elements += 1
  progress.depth += 1
  const line = progress.lineAt(element.start)
  checkSize(element, line, progress)
  const prefixes = scopeOf(outer, element.attributes, line)
  const converted: XmlElement = {
    kind: 'element',
    ...qualify(element.name, prefixes, line),
    attributes: attributesOf(element, prefixes, line),
    children: childrenOf(element, prefixes, progress),
    prefixes,
    line,
  }
  progress.depth -= 1
  return converted
}

function checkSize({ attributes }: ParsedElement, line: number, progress: Progress): void {
  if (progress.elements > elementsMax) {
    throw new UnreadableXml('too-large', `More than ${elementsMax} elements, at line ${line}.`)
  }
  if (progress.depth > elementDepthMax) throw new UnreadableXml('too-large', tooDeep)
  for (const value of Object.values(attributes)) checkLength(value.length, line)
}

function checkLength(length: number, line: number): void {
  if (length <= xmlTextLengthMax) return
  throw new UnreadableXml(
    'too-large',
    `A text of more than ${xmlTextLengthMax} characters in an element on line ${line}.`,
  )
}

function attributesOf({ attributes }: ParsedElement, prefixes: Scope, line: number) {
  return Object.entries(attributes)
    .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
    .map(([name, value]): XmlAttribute => {
      // An attribute without a prefix is in no namespace, whatever the default is.
      const qualified = name.includes(':') ? qualify(name, prefixes, line) : { namespace: '', name }
      return { namespace: qualified.namespace, name: qualified.name, value }
    })
}

function childrenOf(element: ParsedElement, prefixes: Scope, progress: Progress) {
  const children: XmlNode[] = []
  // Of text with nothing but remarks in it: to a policy it is one.
  let length = 0
  for (const child of element.children) {
    if (child instanceof ParsedElement) {
      children.push(convert(child, prefixes, progress))
      length = 0
    } else if (child instanceof XmlText) {
      length += child.text.length
      checkLength(length, progress.lineAt(child.start))
      addText(children, child.text)
    } else children.push(...remarkOf(child))
  }
  return children
}

/** Neighbouring texts are one text. */
function addText(children: XmlNode[], added: string): void {
  const last = children.at(-1)
  if (last?.kind === 'text') children.pop()
  children.push({ kind: 'text', text: last?.kind === 'text' ? last.text + added : added })
}

function remarkOf(child: ParsedElement['children'][number]): readonly XmlRemark[] {
  if (child instanceof XmlComment) return [{ kind: 'comment', text: child.content }]
  return child instanceof XmlProcessingInstruction
    ? [{ kind: 'processing-instruction', name: child.name, text: child.content }]
    : []
}
