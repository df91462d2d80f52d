/**
 * The token of an `Authorization: Bearer` header (RFC 6750 §2.1), the scheme in any case. Undefined if
 * there is none. A token in the address is never looked for.
 */
export function bearerToken(header: string | undefined): string | undefined {
  return /^bearer ([\w.~+/-]+=*)$/iu.exec(header ?? '')?.[1]
}

/** Scopes are whole words between spaces: one that begins with another's name is another scope. */
export const hasScope = (scopes: string, wanted: string): boolean =>
  scopes.split(' ').includes(wanted)
