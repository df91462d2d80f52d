import { z } from 'zod'
import type { Answer, Reason } from '../domain/decision/answer.ts'
import type { AnyQuestion, ResourceAttribute } from '../domain/decision/question.ts'
import { Instant, OrgNo, PersonRef, SystemUserId } from '../domain/values.ts'
import type { Position } from '../projections/recorded.ts'

/** Who asks the decision point, by which token. */
export type Asker = { readonly orgNo: OrgNo; readonly tokenId?: string | undefined }

/** A decision as it was given, or that a question could not be put, and why. */
export type Noted = { readonly by: Asker | undefined } & (
  | {
      readonly question: AnyQuestion
      readonly answer: Answer
      readonly position: Position
      readonly policyVersion: number | undefined
      /** The time that the policy was told, if it goes by that. */
      readonly moment?: Instant | undefined
    }
  | { readonly unasked: string; readonly decision: Answer['decision'] }
)

/** Takes note of a decision. It returns at once and never fails: nobody waits for the log. */
export type NoteDecision = (noted: Noted) => void

/** What the decision log keeps of a decision. */
export const DecisionEntry = z.object({
  at: Instant,
  caller: OrgNo.optional(),
  tokenId: z.string().optional(),
  decision: z.enum(['Permit', 'Deny', 'NotApplicable', 'Indeterminate']),
  /** The code of the reason, or of a question that could not be put the words. */
  reason: z.string(),
  systemUser: SystemUserId.optional(),
  person: PersonRef.optional(),
  organisation: OrgNo.optional(),
  action: z.string().optional(),
  resource: z.string().optional(),
  party: OrgNo.optional(),
  attributes: z
    .array(
      z.object({
        id: z.string(),
        value: z.string(),
        type: z.enum(['anyURI', 'integer', 'time', 'date', 'dateTime']).optional(),
        category: z.string().optional(),
      }),
    )
    .optional(),
  position: z.string().regex(/^\d+$/u).optional(),
  policyVersion: z.int().optional(),
  /** The time that the policy was told, if it goes by that. */
  moment: Instant.optional(),
  /** The events that it rests on. */
  events: z.array(z.uuid()).optional(),
})
export type DecisionEntry = z.infer<typeof DecisionEntry>

/** Who asked, as it is kept. */
export const askerPart = (by: Asker | undefined): Pick<DecisionEntry, 'caller' | 'tokenId'> => ({
  ...(by && { caller: by.orgNo }),
  ...(by?.tokenId !== undefined && { tokenId: withoutNumbers(by.tokenId) }),
})

/**
 * What of a decision is the same as long as question and answer are. Callers write what they like into some members, so
 * no number of a person is taken over.
 */
export function decisionPart(
  question: AnyQuestion,
  answer: Answer,
): Omit<DecisionEntry, 'at' | 'caller' | 'tokenId' | 'position' | 'policyVersion' | 'moment'> {
  const { action, resource, party, attributes } = question
  const events = eventsIn(answer.reason)
  return {
    decision: answer.decision,
    reason: answer.reason.code,
    ...subjectPart(question),
    action: withoutNumbers(action),
    resource: withoutNumbers(resource),
    party,
    ...(attributes.length > 0 && { attributes: attributes.map(concealed) }),
    ...(events.length > 0 && { events }),
  }
}

function subjectPart(question: AnyQuestion): Partial<DecisionEntry> {
  if ('person' in question) return { person: question.person }
  return 'organisation' in question
    ? { organisation: question.organisation }
    : { systemUser: question.systemUser }
}

const concealed = ({ id, value, type, category }: ResourceAttribute) => ({
  id: withoutNumbers(id),
  value: withoutNumbers(value),
  ...(type !== undefined && { type }),
  ...(category !== undefined && { category: withoutNumbers(category) }),
})

/** Whatever could be the number of a person is struck out. */
const withoutNumbers = (text: string): string => text.replaceAll(/\d{6} ?\d{5}/gu, '(number)')

function eventsIn(reason: Reason): string[] {
  if (reason.code === 'right-delegated' || reason.code === 'package-delegated')
    return [reason.grant.event, ...(reason.approved ? [reason.approved.event] : [])]
  return reason.code === 'system-user-not-active' && reason.ended ? [reason.ended.event] : []
}
