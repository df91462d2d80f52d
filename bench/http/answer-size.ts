import type { Call } from './load.ts'

/** Bytes of the answer to the first of the calls. @throws when it is not a 200. */
export async function answerSize({ url, method, headers, paths, bodies }: Call): Promise<number> {
  const target = paths?.[0] === undefined ? url : `${url}${paths[0]}`
  const body = bodies?.[0]
  const response = await fetch(target, { method, headers: { ...headers }, ...(body && { body }) })
  if (response.status !== 200) throw new Error(`${target}: ${response.status}`)
  return Buffer.byteLength(await response.text())
}
