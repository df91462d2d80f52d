import { askerPart, decisionPart, type Asker, type Noted } from '../../application/decision-log.ts'
import { onceFor } from '../../application/once-for.ts'
import type { Answer } from '../../domain/decision/answer.ts'
import type { AnyQuestion } from '../../domain/decision/question.ts'
import type { Instant } from '../../domain/values.ts'

/** The members of an object as JSON, each with a comma before it. */
function membersOf(part: object): string {
  const text = JSON.stringify(part)
  return text === '{}' ? '' : `,${text.slice(1, -1)}`
}

const askers = new WeakMap<Asker, string>()

function askerText(by: Asker | undefined): string {
  if (by === undefined) return ''
  const known = askers.get(by)
  if (known !== undefined) return known
  const text = membersOf(askerPart(by))
  askers.set(by, text)
  return text
}

/** Most questions are asked again and answered as before, so the longest part of their lines is written once. */
const decisionTextOf = (policyVersion: number | undefined) =>
  onceFor((question: AnyQuestion, answer: Answer) =>
    membersOf(decisionPart({ question, answer, policyVersion })),
  )

/** By the version of the policy: one is in force for long. */
const decisionTexts = new Map<number | undefined, ReturnType<typeof decisionTextOf>>()
const versionsMax = 1_000

function decisionText({ question, answer, policyVersion }: Decision): string {
  const known = decisionTexts.get(policyVersion)
  if (known) return known(question, answer)
  if (decisionTexts.size >= versionsMax) decisionTexts.clear()
  const made = decisionTextOf(policyVersion)
  decisionTexts.set(policyVersion, made)
  return made(question, answer)
}

type Decision = Exclude<Noted, { readonly unasked: string }>

/** The line of a decision, as `DecisionLine` reads it. */
export function decisionLine(noted: Noted, seq: number, at: Instant): string {
  const start = `{"line":"decision","seq":${seq},"at":"${at}"${askerText(noted.by)}`
  if ('unasked' in noted) {
    const { decision, unasked: reason } = noted
    return `${start}${membersOf({ decision, reason })}}\n`
  }
  return `${start},"position":"${noted.position}"${decisionText(noted)}}\n`
}
