/** What a call may cost before it is refused. */
export const limits = {
  bodyBytesMax: 64 * 1024,
  policyBytesMax: 1024 * 1024,
  headerBytesMax: 16 * 1024,
  pathPartCharactersMax: 300,
  /** For headers, and for the whole call. */
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  connectionTimeoutMs: 60_000,
  keepAliveTimeoutMs: 72_000,
} as const
