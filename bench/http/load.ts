import autocannon from 'autocannon'

export type Call = {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  /** One body, or many that are sent in turn. */
  readonly paths?: readonly string[]
  readonly bodies?: readonly string[]
}

export type Load = { readonly perSecond: number; readonly p99Ms: number }

const connectionsDefault = 64

/** Keeps connections busy for so many seconds. @throws when any answer is not a 200. */
export async function load(
  call: Call,
  seconds: number,
  connections = connectionsDefault,
): Promise<Load> {
  const count = Math.max(call.bodies?.length ?? 0, call.paths?.length ?? 0, 1)
  const requests = Array.from({ length: count }, (_, i) => ({
    method: call.method,
    headers: { ...call.headers },
    ...(call.paths && { path: call.paths[i % call.paths.length] ?? '/' }),
    ...(call.bodies && { body: call.bodies[i % call.bodies.length] ?? '' }),
  }))
  const result = await autocannon({ url: call.url, connections, duration: seconds, requests })
  const failed = result.non2xx + result.errors + result.timeouts
  if (failed > 0)
    throw new Error(`${failed} of the calls to ${call.url} were not answered with 2xx`)
  return { perSecond: result.requests.average, p99Ms: result.latency.p99 }
}

/** The middle one of several. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
