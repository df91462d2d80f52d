import { askerPart, type Asker, decisionPart, type Noted } from '../../application/decision-log.ts'
import type { Answer } from '../../domain/decision/answer.ts'
import type { AnyQuestion } from '../../domain/decision/question.ts'
import type { Instant } from '../../domain/values.ts'
import type { Position } from '../../projections/recorded.ts'
import { lineOf } from './decision-lines.ts'

/** A decision that waits to be written, and when it was given, in milliseconds since 1970. */
export type Waiting = { readonly noted: Noted; readonly at: number }

/** Writes decisions as lines of one file after another. */
export type DecisionTexts = {
  /** The lines of decisions that come one after another, of which `seq` is the first one's number. */
  linesOf(waiting: readonly Waiting[], seq: number): string
  /** What was written until now cannot be referred to any more: the next lines go to another file, or it went wrong. */
  forget(): void
}

/** A decision that is written out in the current file. */
type WrittenOut = {
  readonly file: object
  readonly seq: number
  readonly answer: Answer
  readonly by: Asker | undefined
  readonly policyVersion: number | undefined
}

/** Decisions as ones before them, as far as they can be told in one line. */
type Again = {
  readonly seq: number
  readonly at: number
  readonly position: Position
  readonly given: [seq: number, afterMs: number][]
}

/**
 * Most questions are asked again by the same caller and answered as before. Such a decision is written as a reference to
 * the line that tells it whole, in the same file, with what is its own: when, and from which position.
 */
export function decisionTexts(instantOf: (ms: number) => Instant): DecisionTexts {
  const lastOf = new WeakMap<AnyQuestion, WrittenOut>()
  let file = {}

  const isAsBefore = (known: WrittenOut | undefined, noted: Noted): known is WrittenOut =>
    'question' in noted &&
    known?.file === file &&
    known.answer === noted.answer &&
    known.by === noted.by &&
    known.policyVersion === noted.policyVersion

  const wholeLine = ({ noted, at }: Waiting, seq: number): string => {
    const start = { line: 'decision', seq, at: instantOf(at), ...askerPart(noted.by) } as const
    if ('unasked' in noted) {
      const { decision, unasked: reason } = noted
      return lineOf({ ...start, decision, reason })
    }
    const { question, answer, by, policyVersion, position, moment } = noted
    lastOf.set(question, { file, seq, answer, by, policyVersion })
    const from = {
      position: String(position),
      ...(policyVersion !== undefined && { policyVersion }),
      ...(moment !== undefined && { moment }),
    }
    return lineOf({ ...start, ...from, ...decisionPart(question, answer) })
  }
  const lineAgain = ({ seq, at, position, given }: Again): string =>
    lineOf({ line: 'again', seq, at: instantOf(at), position: String(position), given })

  return {
    linesOf(waiting, seq) {
      const lines: string[] = []
      let again: Again | undefined
      const endAgain = (): void => {
        if (again) lines.push(lineAgain(again))
        again = undefined
      }
      waiting.forEach((one, i) => {
        const { noted, at } = one
        const known = 'question' in noted ? lastOf.get(noted.question) : undefined
        if (!('question' in noted) || !isAsBefore(known, noted)) {
          endAgain()
          lines.push(wholeLine(one, seq + i))
          return
        }
        if (again?.position !== noted.position) endAgain()
        again ??= { seq: seq + i, at, position: noted.position, given: [] }
        again.given.push([known.seq, at - again.at])
      })
      endAgain()
      return lines.join('')
    },
    forget() {
      file = {}
    },
  }
}
