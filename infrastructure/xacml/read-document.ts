import type { XmlElement } from '../../domain/policy/xml-element.ts'
import { readXml } from './read-xml.ts'

/** The root of an XML document, or in words why it could not be read. Limits and refusals are those of {@link readXml}. */
export function readDocument(text: string): XmlElement | { readonly unreadable: string } {
  const reading = readXml(text)
  return reading.ok ? reading.root : { unreadable: reading.problem.message }
}
