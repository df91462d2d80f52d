import type { Noted } from '../../application/decision-log.ts'
import type { Question } from '../../domain/decision/question.ts'
import { deriveId } from './derive-id.ts'
import { at, owner, party, pia, resourceId, systemUserId } from './fixtures.ts'

const by = { type: 'person', person: pia } as const

/** A Permit, as the decision log is told of it. */
export const notedAbout = (asked: Partial<Question>, tokenId = 'token-1'): Noted => ({
  by: { orgNo: owner, tokenId },
  question: {
    systemUser: systemUserId,
    action: 'read',
    resource: resourceId,
    party,
    attributes: [],
    ...asked,
  },
  answer: {
    decision: 'Permit',
    reason: {
      code: 'right-delegated',
      grant: { at, by, event: deriveId('event', 'grant') },
      approved: { at, by, event: deriveId('event', 'approval') },
    },
    isAddressed: true,
    obligations: [],
  },
  position: 4711n,
  policyVersion: 3,
})
