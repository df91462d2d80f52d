import type { Json, Recording } from './recording.ts'

export type Difference = { readonly at: string; readonly expected: Json; readonly got: Json }
type Played = Pick<Recording, 'outcomes' | 'log'>

/**
 * Where a play did not go as recorded. The texts of errors do not count. Where the real server failed, any refusal will
 * do; where it never answered, any answer.
 */
export function differences(expected: Recording, got: Played): Difference[] {
  return [
    ...expected.steps.flatMap((step, at) =>
      compare(expected.outcomes[at], got.outcomes[at], `step ${at} ${step.op}`),
    ),
    ...compare(expected.log, got.log, 'log'),
  ]
}

function compare(expected: Json | undefined, got: Json | undefined, at: string): Difference[] {
  if (/error\.(?:message|details)$/.test(at) || isExcused(expected, got)) return []
  const wanted = partsOf(expected)
  const found = partsOf(got)
  if (wanted === undefined || found === undefined)
    return expected === got ? [] : [{ at, expected: expected ?? null, got: got ?? null }]
  const keys = new Set([...wanted.keys(), ...found.keys()])
  return [...keys].flatMap((key) => compare(wanted.get(key), found.get(key), `${at}.${key}`))
}

function partsOf(value: Json | undefined): Map<string, Json> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return new Map<string, Json>(Object.entries(value))
}

function isExcused(expected: Json | undefined, got: Json | undefined): boolean {
  if (!isObject(expected)) return false
  return 'unanswered' in expected || ('refused' in expected && isRefusal(got))
}

function isRefusal(got: Json | undefined): boolean {
  if (!isObject(got)) return false
  return 'error' in got || (Array.isArray(got['events']) && got['events'].length === 0)
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
