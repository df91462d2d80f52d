import { patternLengthMax } from '../limits.ts'
import { type Failure, processingError } from '../value.ts'
import { spend, type Work } from '../work.ts'
import { buildMachine, type State } from './build-states.ts'
import { matchAgain } from './match-again.ts'
import { parsePattern, UnsoundPattern } from './parse-pattern.ts'

/** Whether a text has a match anywhere in it. */
export type Matches = (text: string, work: Work) => boolean | Failure

/**
 * Compiles a regular expression to a machine that is in many states at once and reads each
 * character once: no pattern makes it try again, so its work is at most states times characters.
 * Only a pattern with back-references is tried one way after another.
 */
export function compilePattern(text: string): Matches | Failure {
  if (text.length > patternLengthMax) {
    return processingError(`A regular expression is longer than ${patternLengthMax} characters.`)
  }
  try {
    const { pattern, refersBack } = parsePattern(text)
    const machine = buildMachine(pattern)
    const { states, start } = machine
    return (subject, work) => {
      const characters = Array.from(subject, (character) => character.codePointAt(0) ?? 0)
      if (refersBack) return matchAgain(machine, characters, work)
      return spend(work, states.length * (characters.length + 1)) ?? run(states, start, characters)
    }
  } catch (error) {
    if (error instanceof UnsoundPattern) return processingError(error.message)
    throw error
  }
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
