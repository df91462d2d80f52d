/** Ends the reading of XML from deep within it; the reader catches it at its own door. */
export class UnreadableXml extends Error {
  override readonly name = 'UnreadableXml'
  readonly code = 'ERR_UNREADABLE_XML'
  readonly problemCode: 'not-xml' | 'too-large'

  constructor(problemCode: 'not-xml' | 'too-large', message: string) {
    super(message)
    this.problemCode = problemCode
  }
}
