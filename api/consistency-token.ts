import type { Position } from '../projections/recorded.ts'

/** What a write answers with, so that later reads can ask for nothing older: `<installation>-<position>`. */
export const consistencyToken = (installationId: string, position: Position): string =>
  `${installationId}-${position}`

export type ReadToken =
  | { readonly read: true; readonly atLeast?: Position }
  | { readonly read: false; readonly reason: 'malformed' | 'other-installation' }

const form = /^([a-zA-Z0-9_-]{1,64})-(0|[1-9]\d{0,18})$/u

export function readConsistencyToken(
  installationId: string,
  header: string | readonly string[] | undefined,
): ReadToken {
  if (header === undefined) return { read: true }
  const parts = typeof header === 'string' ? form.exec(header) : null
  if (parts === null) return { read: false, reason: 'malformed' }
  const [, installation, position] = parts
  if (installation !== installationId) return { read: false, reason: 'other-installation' }
  return { read: true, atLeast: BigInt(position ?? 0) }
}
