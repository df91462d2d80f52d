export type RedirectRefusal =
  { readonly code: 'no-redirect-url-registered' } | { readonly code: 'redirect-url-not-registered' }

/**
 * Is the place to send the user back to one that the system is registered with? Scheme, host, port and path must be
 * equal to the letter; the query is the vendor's own (spec systemuser-api §2.3, step 8). No user name and no fragment.
 */
export function redirectProblem(
  redirectUrl: string | undefined,
  registered: readonly string[],
): RedirectRefusal | undefined {
  if (redirectUrl === undefined || redirectUrl === '') return undefined
  if (registered.length === 0) return { code: 'no-redirect-url-registered' }
  const wanted = placeOf(redirectUrl)
  const isRegistered = wanted !== undefined && registered.some((url) => placeOf(url) === wanted)
  return isRegistered ? undefined : { code: 'redirect-url-not-registered' }
}

function placeOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, username, password, host, pathname, hash } = new URL(text)
  if (protocol !== 'https:' || username !== '' || password !== '' || hash !== '') return undefined
  return `${protocol}//${host}${pathname}`
}
