import type { ApproveChangeRefusal } from '../../application/approve-change.ts'
import type { RequestChangeRefusal } from '../../application/request-change.ts'
import type { Problem } from '../problems.ts'

type Code =
  | Extract<RequestChangeRefusal['code'], 'change-id-of-system-user' | 'change-id-taken'>
  | Extract<ApproveChangeRefusal['code'], 'changed-right-not-delegable' | 'change-overtaken'>

/** What is said of changes alone (spec systemuser-api §2.5). */
export const changeProblems = {
  'change-id-of-system-user': {
    kind: 'words',
    status: 400,
    text: 'The correlation-id cannot be the id of the system user.',
  },
  'change-id-taken': {
    kind: 'coded',
    code: 'AUTH-00061',
    status: 409,
    title: 'This correlation-id has been used. Use a new one.',
  },
  'changed-right-not-delegable': {
    kind: 'coded',
    code: 'AUTH-00001',
    status: 400,
    title: 'The person has no role that lets it delegate a right that was asked for.',
  },
  'change-overtaken': {
    kind: 'plain',
    status: 409,
    detail: 'Other changes of the system user are being approved. Look again.',
  },
} as const satisfies Record<Code, Problem>
