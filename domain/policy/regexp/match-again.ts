import type { Failure } from '../value.ts'
import { spend, type Work } from '../work.ts'
import type { Machine, State } from './build-states.ts'

/** Where each group began and ended last, two numbers a group; -1 where it has not been. */
type Spans = readonly number[]

type Thread = { readonly state: number; readonly at: number; readonly spans: Spans }

/** Steps of an evaluation's work that one try costs: what is remembered of it is dear. */
const stepsPerTry = 10

/**
 * Whether a text has a match anywhere, for a pattern with back-references. These must be tried one
 * way after another; no way is tried twice, and each costs work, so that it ends.
 */
export function matchAgain(
  { states, start }: Machine,
  characters: readonly number[],
  work: Work,
): boolean | Failure {
  const tried = new Set<string>()
  for (let from = 0; from <= characters.length; from += 1) {
    const open: Thread[] = [{ state: start, at: from, spans: [] }]
    for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
      const spent = spend(work, stepsPerTry)
      if (spent !== undefined) return spent
      const state = states[thread.state]
      if (state === undefined || state.kind === 'found') return state !== undefined
      const key = `${thread.state} ${thread.at} ${thread.spans.join(' ')}`
      if (!tried.has(key)) open.push(...after(state, thread, characters))
      tried.add(key)
    }
  }
  return false
}

type Step = Exclude<State, { kind: 'found' }>

function after(state: Step, thread: Thread, characters: readonly number[]): readonly Thread[] {
  const { at, spans } = thread
  if (state.kind === 'fork') return state.next.map((next) => ({ state: next, at, spans }))
  const { next } = state
  switch (state.kind) {
    case 'read': {
      const character = characters[at]
      const reads = character !== undefined && state.test(character)
      return reads ? [{ state: next, at: at + 1, spans }] : []
    }
    case 'edge':
      return at === (state.edge === 'start' ? 0 : characters.length)
        ? [{ state: next, at, spans }]
        : []
    case 'open':
    case 'close':
      return [{ state: next, at, spans: marked(state, thread) }]
    case 'again': {
      const end = endOfCopy(state.group, thread, characters)
      return end === undefined ? [] : [{ state: next, at: end, spans }]
    }
  }
}

type Mark = Extract<Step, { kind: 'open' | 'close' }>

function marked({ kind, group }: Mark, { at, spans }: Thread): Spans {
  const filled = Array.from({ length: Math.max(spans.length, group * 2) }, (_, i) => spans[i] ?? -1)
  filled[group * 2 - (kind === 'open' ? 2 : 1)] = at
  return filled
}

/** Where the text of the group ends when it stands here once more; a group not met is empty. */
function endOfCopy(
  group: number,
  { at, spans }: Thread,
  characters: readonly number[],
): number | undefined {
  const [from = -1, to = -1] = spans.slice(group * 2 - 2, group * 2)
  if (from < 0 || to < from) return at
  const isCopy = characters
    .slice(from, to)
    .every((character, offset) => characters[at + offset] === character)
  return isCopy ? at + to - from : undefined
}
