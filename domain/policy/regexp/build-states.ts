import { patternStatesMax } from '../limits.ts'
import type { CharacterTest } from './character-class.ts'
import { type Pattern, UnsoundPattern } from './parse-pattern.ts'

/** A step of the machine that a pattern becomes. `next` is the place of the step after it. */
export type State =
  | { readonly kind: 'found' }
  | { readonly kind: 'read'; readonly test: CharacterTest; readonly next: number }
  | { readonly kind: 'edge'; readonly edge: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'fork'; next: readonly number[] }
  | { readonly kind: 'open' | 'close'; readonly group: number; readonly next: number }
  | { readonly kind: 'again'; readonly group: number; readonly next: number }

export type Machine = { readonly states: readonly State[]; readonly start: number }

/** @throws {UnsoundPattern} for a pattern of more states than are allowed. */
export function buildMachine(pattern: Pattern): Machine {
  const states: State[] = [{ kind: 'found' }]
  const start = build(pattern, 0, states)
  return { states, start }
}

/** Adds the states of a pattern that goes on to `next`, and gives the first of them. */
function build(pattern: Pattern, next: number, states: State[]): number {
  switch (pattern.kind) {
    case 'characters':
      return add({ kind: 'read', test: pattern.test, next }, states)
    case 'edge':
      return add({ kind: 'edge', edge: pattern.edge, next }, states)
    case 'sequence':
      return pattern.parts.reduceRight((after, part) => build(part, after, states), next)
    case 'choice': {
      const branches = pattern.branches.map((branch) => build(branch, next, states))
      return add({ kind: 'fork', next: branches }, states)
    }
    case 'repeat':
      return buildRepeat(pattern, next, states)
    case 'group': {
      const close = add({ kind: 'close', group: pattern.number, next }, states)
      const inner = build(pattern.part, close, states)
      return add({ kind: 'open', group: pattern.number, next: inner }, states)
    }
    case 'again':
      return add({ kind: 'again', group: pattern.group, next }, states)
  }
}

type Repeat = Extract<Pattern, { kind: 'repeat' }>

function buildRepeat({ part, min, max }: Repeat, next: number, states: State[]): number {
  let first = next
  if (max === Number.POSITIVE_INFINITY) {
    const loop: State = { kind: 'fork', next: [] }
    first = add(loop, states)
    loop.next = [build(part, first, states), next]
  } else {
    for (let optional = min; optional < max; optional += 1)
      first = add({ kind: 'fork', next: [build(part, first, states), next] }, states)
  }
  for (let again = 0; again < min; again += 1) {
    const before = first
    first = build(part, before, states)
    // What reads nothing is as good once as a million times.
    if (first === before) break
  }
  return first
}

function add(state: State, states: State[]): number {
  if (states.length >= patternStatesMax) {
    throw new UnsoundPattern(`A regular expression needs more than ${patternStatesMax} states.`)
  }
  return states.push(state) - 1
}
