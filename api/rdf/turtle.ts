/** What stands in a statement: a resource by its IRI, a text (in a language, if it is said), or a thing without a name. */
export type Term =
  | { readonly iri: string }
  | { readonly text: string; readonly language?: string | undefined }
  | { readonly described: Description }

/** What is said of one thing: a property, by its prefixed name, and its value. The same property may be said often. */
export type Description = readonly (readonly [property: string, value: Term])[]

export type Described = { readonly subject: string; readonly description: Description }

/**
 * RDF 1.1 in Turtle (W3C Turtle §2, §6.5). Nothing of a text or an IRI can end it early: what may not stand there is
 * escaped, and in an IRI percent-encoded. Things of which nothing is said are left out. That properties are of the
 * prefixes, and IRIs absolute, is the caller's to see to.
 */
export function turtle(
  prefixes: Readonly<Record<string, string>>,
  things: readonly Described[],
): string {
  const heads = Object.entries(prefixes).map(([name, iri]) => `@prefix ${name}: ${iriRef(iri)} .`)
  const blocks = things
    .filter(({ description }) => description.length > 0)
    .map(({ subject, description }) => `${iriRef(subject)} ${said(description, '  ')} .`)
  return `${[heads.join('\n'), ...blocks].join('\n\n')}\n`
}

const said = (description: Description, indent: string): string =>
  description
    .map(([property, value]) => `${property} ${written(value, indent)}`)
    .join(` ;\n${indent}`)

function written(term: Term, indent: string): string {
  if ('iri' in term) return iriRef(term.iri)
  if ('described' in term)
    return term.described.length === 0 ? '[]' : `[ ${said(term.described, `${indent}  `)} ]`
  const quoted = `"${term.text.toWellFormed().replaceAll(notInText, escaped)}"`
  return term.language === undefined ? quoted : `${quoted}@${term.language}`
}

const notInText = /["\\\p{Cc}]/gu

const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

const escaped = (character: string): string =>
  short[character] ?? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`

const notInIri = /[\p{Cc} <>"{}|^`\\]/gu

const iriRef = (iri: string): string =>
  `<${iri.toWellFormed().replaceAll(notInIri, (character) => encodeURIComponent(character))}>`

/** A language as Turtle writes it (§6.5, LANGTAG). */
export const isLanguageTag = (text: string): boolean => /^[a-z]+(?:-[a-z0-9]+)*$/iu.test(text)

/** An IRI that can stand for itself: with a scheme, and nothing that would have to be encoded. */
export const isIri = (text: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\S+$/iu.test(text) && text.search(notInIri) === -1
