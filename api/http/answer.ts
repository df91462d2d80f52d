/** What a route answers, free of the server that sends it. Without a content type there is no body. */
export type Answer = {
  readonly status: number
  readonly contentType?: string
  readonly body?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

export const jsonType = 'application/json; charset=utf-8'
export const textType = 'text/plain; charset=utf-8'

/** Answers that must not be kept by anybody on the way (spec systemuser-api §10). */
export const notStored = { 'cache-control': 'no-store,no-cache', pragma: 'no-cache' } as const

/** Members that are undefined are left out, as the contract has it with what is null. */
export const json = (
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ status, contentType: jsonType, body: JSON.stringify(value), headers })

/** As the resource registry writes: with line breaks, for people. */
export const indentedJson = (
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ ...json(undefined, 200, headers), body: JSON.stringify(value, undefined, 2) })

export const empty = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers,
})

/** Plain words: as text, or as a JSON string for whoever takes JSON and no text. */
export function words(text: string, status: number, accept: string | undefined): Answer {
  const wanted = accept?.toLowerCase() ?? ''
  const wantsJson = wanted.includes('json') && !wanted.includes('text/') && !wanted.includes('*/*')
  return wantsJson
    ? { status, contentType: jsonType, body: JSON.stringify(text) }
    : { status, contentType: textType, body: text }
}
