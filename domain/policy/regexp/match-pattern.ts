import { patternLengthMax, patternStatesMax } from '../limits.ts'
import { type Failure, processingError } from '../value.ts'
import { spend, type Work } from '../work.ts'
import type { CharacterTest } from './character-class.ts'
import { parsePattern, type Pattern, UnsoundPattern } from './parse-pattern.ts'

/** Whether a text has a match anywhere in it. */
export type Matches = (text: string, work: Work) => boolean | Failure

/**
 * Compiles a regular expression to a machine that is in many states at once and reads each
 * character once: no pattern makes it try again, so its work is at most states times characters.
 */
export function compilePattern(text: string): Matches | Failure {
  if (text.length > patternLengthMax) {
    return processingError(`A regular expression is longer than ${patternLengthMax} characters.`)
  }
  try {
    const states: State[] = [{ kind: 'found' }]
    const start = build(parsePattern(text), 0, states)
    return (subject, work) => {
      const characters = Array.from(subject, (character) => character.codePointAt(0) ?? 0)
      return spend(work, states.length * (characters.length + 1)) ?? run(states, start, characters)
    }
  } catch (error) {
    if (error instanceof UnsoundPattern) return processingError(error.message)
    throw error
  }
}

type State =
  | { readonly kind: 'found' }
  | { readonly kind: 'read'; readonly test: CharacterTest; readonly next: number }
  | { readonly kind: 'edge'; readonly edge: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'fork'; next: readonly number[] }

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

function run(states: readonly State[], start: number, characters: readonly number[]): boolean {
  const seenAt = new Int32Array(states.length).fill(-1)
  let current: number[] = []
  for (let at = 0; at <= characters.length; at += 1) {
    const edges = { start: at === 0, end: at === characters.length }
    // A match may begin at any character.
    const reached = reach([...current, start], states, { seenAt, at, edges })
    if (reached === 'found') return true
    const character = characters[at]
    if (character === undefined) return false
    current = step(reached, states, character)
  }
  return false
}

type Position = {
  readonly seenAt: Int32Array
  readonly at: number
  readonly edges: { readonly start: boolean; readonly end: boolean }
}

/** The reading states that can be reached without reading. */
function reach(
  from: number[],
  states: readonly State[],
  { seenAt, at, edges }: Position,
): readonly number[] | 'found' {
  const reading: number[] = []
  const open = from
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seenAt[index] === at) continue
    seenAt[index] = at
    const state = states[index]
    if (state?.kind === 'found') return 'found'
    if (state?.kind === 'read') reading.push(index)
    if (state?.kind === 'fork') open.push(...state.next)
    if (state?.kind === 'edge' && edges[state.edge]) open.push(state.next)
  }
  return reading
}

function step(reading: readonly number[], states: readonly State[], character: number): number[] {
  const after: number[] = []
  for (const index of reading) {
    const state = states[index]
    if (state?.kind === 'read' && state.test(character)) after.push(state.next)
  }
  return after
}
