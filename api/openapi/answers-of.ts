import type { Route } from '../http/route.ts'
import { Problem } from './answers.ts'
import type { Operation, Shape } from './operation.ts'

/** All that a route can answer, by status: what is its own, and what every route can answer. */
export function answersOf(
  route: Route,
  operation: Operation,
): ReadonlyMap<number, readonly Shape[]> {
  const answers = new Map<number, Shape[]>()
  const add = (status: number, shape: Shape): void => {
    const known = answers.get(status) ?? []
    if (!known.includes(shape)) answers.set(status, [...known, shape])
  }
  for (const [status, shapes] of Object.entries(operation.answers))
    for (const shape of [shapes].flat()) add(Number(status), shape)
  for (const status of [...problemsOfEvery(route), ...(operation.problems ?? [])])
    add(status, Problem)
  for (const status of operation.words ?? []) add(status, 'words')
  return answers
}

/** Not let in, not read, seen from elsewhere, not ready. */
const problemsOfEvery = ({ access, takes, isQuery, path }: Route): readonly number[] => [
  400,
  409,
  500,
  503,
  ...(access.kind === 'anyone' ? [] : [401, 403]),
  ...(takes === 'nothing' ? [] : [413]),
  ...(takes === 'nothing' || takes === 'bytes' ? [] : [415]),
  ...(path.includes(':') ? [414] : []),
  ...(isQuery ? [] : [412, 422]),
]
