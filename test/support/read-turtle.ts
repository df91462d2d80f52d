/** A statement as it was read: what is written between angle brackets or quotes, taken out of its escapes. */
export type Statement = {
  readonly subject: string
  readonly property: string
  readonly value: string
}

const tokenPattern =
  /<([^\p{Cc} <>"{}|^`\\]*)>|"((?:[^"\\\n\r]|\\(?:[tbnrf"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}))*)"(@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)?|(@prefix)|([a-z]+:[A-Za-z]*)|([.;[\]])|(\s+)/uy

type Token = { readonly kind: 'term' | 'name' | 'mark'; readonly text: string }

/** The tokens of Turtle that are used here, by its grammar (§6.5). @throws where there is something else. */
function tokensIn(document: string): Token[] {
  const tokens: Token[] = []
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < document.length) {
    const at = tokenPattern.lastIndex
    const found = tokenPattern.exec(document)
    if (!found) throw new SyntaxError(`no token of Turtle: ${document.slice(at, at + 40)}`)
    const [, iri, text, language = '', prefix, name, mark] = found
    if (iri !== undefined) tokens.push({ kind: 'term', text: `<${iri}>` })
    else if (text !== undefined)
      tokens.push({ kind: 'term', text: `"${unescaped(text)}"${language}` })
    else if (prefix !== undefined) tokens.push({ kind: 'mark', text: prefix })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark })
  }
  return tokens
}

const meant: Readonly<Record<string, string>> = { t: '\t', b: '\b', n: '\n', r: '\r', f: '\f' }

const unescaped = (text: string): string =>
  text.replaceAll(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gu,
    (_all, four: string | undefined, eight: string | undefined, one: string) =>
      (four ?? eight) === undefined
        ? (meant[one] ?? one)
        : String.fromCodePoint(Number.parseInt(four ?? eight ?? '', 16)),
  )

/** Reads what of Turtle the export uses. @throws {SyntaxError} */
export function readTurtle(document: string): readonly Statement[] {
  const tokens = tokensIn(document)
  const prefixes = new Map<string, string>()
  const statements: Statement[] = []
  let nameless = 0
  const take = (kind: Token['kind'], text?: string): string => {
    const token = tokens.shift()
    if (token?.kind !== kind || (text !== undefined && token.text !== text))
      throw new SyntaxError(`${text ?? kind} was awaited, not ${token?.text}`)
    return token.text
  }
  const iriOf = (name: string): string => {
    const cut = name.indexOf(':')
    const prefix = prefixes.get(name.slice(0, cut))
    if (prefix === undefined) throw new SyntaxError(`${name} has no prefix`)
    return prefix + name.slice(cut + 1)
  }
  const readValue = (): string => {
    if (tokens[0]?.text !== '[') return take('term')
    take('mark', '[')
    nameless += 1
    const subject = `_:${nameless}`
    readDescription(subject, ']')
    return subject
  }
  const readDescription = (subject: string, end: string): void => {
    for (;;) {
      const property = iriOf(take('name'))
      statements.push({ subject, property, value: readValue() })
      const mark = take('mark')
      if (mark === end) return
      if (mark !== ';') throw new SyntaxError(`${mark} ends nothing here`)
    }
  }
  while (tokens.length > 0)
    if (tokens[0]?.text === '@prefix') {
      take('mark')
      const name = take('name')
      prefixes.set(name.slice(0, -1), take('term').slice(1, -1))
      take('mark', '.')
    } else readDescription(take('term').slice(1, -1), '.')
  return statements
}
