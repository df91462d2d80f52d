import type { z } from 'zod'

/** What could not be read, by the name of a parameter or the place in the body. */
export type BindingErrors = Readonly<Record<string, readonly string[]>>

type Naming = {
  readonly bodyName?: string | undefined
  /** How members of the body are named: by their place, or by the member alone as the resource registry does. */
  readonly memberNames?: 'paths' | 'members'
  /** As it was sent: what is not there is told of the object that should have it. */
  readonly body?: unknown
}

type Issue = z.core.$ZodIssue

/**
 * The issues of `{ params, query, body }` by the names that the contract gives them (spec systemuser-api §10): a
 * parameter's own name; for the body the place, `$` for a member that is missing, and the body's name beside it.
 */
export function bindingErrors(
  issues: readonly Issue[],
  { bodyName, memberNames = 'paths', body }: Naming,
): BindingErrors {
  const errors = new Map<string, string[]>()
  for (const { path, message } of issues) {
    const [part, ...rest] = path
    const known = isMissing(body, rest) && memberNames === 'paths' ? rest.slice(0, -1) : rest
    const key = part === 'body' ? inBody(known, memberNames) : String(rest[0] ?? '')
    errors.set(key, [...(errors.get(key) ?? []), message])
  }
  if (bodyName !== undefined && issues.some(({ path }) => path[0] === 'body'))
    errors.set(bodyName, [`The ${bodyName} field is required.`])
  return Object.fromEntries(errors)
}

export const unreadableBody = (
  place: '' | '$',
  message: string,
  bodyName: string | undefined,
): BindingErrors => ({
  [place]: [message],
  ...(bodyName !== undefined && { [bodyName]: [`The ${bodyName} field is required.`] }),
})

function isMissing(body: unknown, path: readonly PropertyKey[]): boolean {
  let at = body
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return false
    const member = Object.entries(at).find(
      ([name]) => name.toLowerCase() === String(step).toLowerCase(),
    )
    if (member === undefined) return true
    at = member[1]
  }
  return false
}

function inBody(path: readonly PropertyKey[], names: 'paths' | 'members'): string {
  const first = String(path[0] ?? '')
  return names === 'paths' ? placeOf(path) : `${first.slice(0, 1).toUpperCase()}${first.slice(1)}`
}

const placeOf = (path: readonly PropertyKey[]): string =>
  ['$', ...path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))].join(
    '',
  )
