/** Another server could not be reached, or did not answer in time or in a form that can be read. */
export class NeighbourUnavailable extends Error {
  override readonly name = 'NeighbourUnavailable'
  readonly code = 'ERR_NEIGHBOUR_UNAVAILABLE'
}

export type Answer = {
  readonly status: number
  readonly headers: Headers
  /** The body as it came, at most a megabyte. */
  readonly text: string
  /** The body as JSON. @throws {NeighbourUnavailable} when it is said or shown to be something else. */
  json(): unknown
}

const bodyBytesMax = 1024 * 1024

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > bodyBytesMax) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(headers: Headers, text: string): unknown {
  const type = headers.get('content-type') ?? ''
  if (!/^application\/(?:[\w.-]+\+)?json\b/iu.test(type))
    throw new NeighbourUnavailable(`the answer is not JSON but ${type || 'of no type'}`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NeighbourUnavailable('the answer is not valid JSON', { cause })
  }
}

/**
 * Asks another server, giving up after `timeoutMs` with the body included. Redirects are not followed:
 * they would carry a bearer token elsewhere. Any status is an answer.
 *
 * @throws {NeighbourUnavailable} when there was no whole answer.
 */
export async function ask(
  url: URL | string,
  { timeoutMs = 5000, ...init }: RequestInit & { readonly timeoutMs?: number } = {},
): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { ...init, redirect: 'error', signal })
    const text = await readBody(response)
    const { status, headers } = response
    return { status, headers, text, json: () => parseJson(headers, text) }
  } catch (cause) {
    throw new NeighbourUnavailable(`no answer from ${new URL(url).origin}`, { cause })
  }
}
