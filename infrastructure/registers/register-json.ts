import { RegisterUnavailable } from '../../application/party-register.ts'

const bodyBytesMax = 16 * 1024 * 1024

/** The register's answer: JSON, or that there is none of that (404), or no longer (410). */
export type RegisterAnswer =
  | { readonly found: true; readonly body: unknown }
  | { readonly found: false; readonly status: 404 | 410 }

/**
 * Asks the register, bounded in time and size. Redirects are not followed.
 *
 * @throws {RegisterUnavailable} saying what was asked for and what came instead, and nothing of its content.
 */
export async function askRegister(url: string, timeoutMs: number): Promise<RegisterAnswer> {
  const { pathname } = new URL(url)
  const fail = (why: string, cause?: unknown): RegisterUnavailable =>
    new RegisterUnavailable(`GET ${pathname}: ${why}`, { cause })
  try {
    const response = await fetch(url, {
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    })
    const { status } = response
    if (status === 404 || status === 410) {
      await response.body?.cancel()
      return { found: false, status }
    }
    const text = await textOf(response)
    if (status !== 200) throw fail(`status ${status}`)
    return { found: true, body: JSON.parse(text) }
  } catch (error) {
    if (error instanceof RegisterUnavailable) throw error
    if (error instanceof SyntaxError) throw fail('no JSON')
    if (error instanceof Error && error.name === 'TimeoutError')
      throw fail(`no answer within ${timeoutMs} ms`, error)
    throw fail('no answer', error)
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > bodyBytesMax) throw new RangeError('the answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
