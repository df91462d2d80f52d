import type { Actor } from '../actor.ts'
import type { OrgNo } from '../values.ts'
import type { Reason } from './answer.ts'
import type { Step } from './facts.ts'

const plainTexts = {
  'no-such-system-user': 'There is no such system user.',
  'system-not-registered': 'The system of the system user is no longer registered.',
  'nothing-delegated': 'The party has delegated nothing to the system user.',
  'agent-lost-packages':
    'The packages that were delegated are no longer among those of the system user.',
  'no-longer-a-client':
    "The party is no longer a client of the system user's owner, so what it delegated has no basis.",
  'client-gives-packages-no-more':
    "The party's relation to the system user's owner no longer gives the packages that were delegated.",
  'no-such-resource': 'There is no such resource, or it has no policy.',
  'no-role-there': 'The person holds no role at the party.',
  'role-gives-it-not': 'No role that the person holds at the party gives it.',
  'no-such-organisation': 'There is no such organisation in the register.',
  'organisation-named': 'The policy gives it to the organisation itself.',
  'organisation-not-named':
    'The policy gives it neither to the organisation nor to a role that it holds at the party.',
  'no-such-party': 'There is no such party in the register.',
  'not-among-the-delegated-rights':
    'What was delegated does not hold this action on this resource.',
  'right-no-longer-in-policy':
    "The right was delegated, but today's policy of the resource no longer has it.",
  'policy-denies': 'The policy of the resource denies it.',
  'not-on-access-list': 'The party stands on no access list of the resource for this action.',
} as const satisfies Partial<Record<Reason['code'], string>>

type PlainReason = Extract<Reason, { readonly code: keyof typeof plainTexts }>

const isPlain = (reason: Reason): reason is PlainReason => reason.code in plainTexts

/** The reason in a sentence for the service owner's log. It names no person and no number of one. */
export function reasonText(reason: Reason): string {
  if (isPlain(reason)) return plainTexts[reason.code]
  switch (reason.code) {
    case 'right-delegated':
      return `The right was delegated ${said(reason.grant)}${through(reason.mainUnit)}${approval(reason.approved)}.`
    case 'package-delegated':
      return `The access package ${reason.packages.join(', ')} was delegated ${said(reason.grant)}${through(reason.mainUnit)}${approval(reason.approved)}.`
    case 'role-held':
      return `The role ${reason.roles.join(', ')} is held at the party.`
    case 'system-user-not-active':
      return `The system user is ${reason.status}${reason.ended ? ` (${said(reason.ended)})` : ''}.`
    case 'policy-undecided':
      return `The policy could not be decided: ${reason.message}`
  }
}

const said = ({ at, by, event }: Step): string => `${at} by ${actorText(by)}, event ${event}`

const through = (mainUnit: OrgNo | undefined): string =>
  mainUnit ? `, for the main unit ${mainUnit}` : ''

const approval = (approved: Step | undefined): string =>
  approved ? `; the system user was approved ${said(approved)}` : ''

function actorText(actor: Actor): string {
  switch (actor.type) {
    case 'organisation':
      return `organisation ${actor.orgNo}`
    case 'person':
      return `person ${actor.person}`
    case 'system':
      return actor.process
  }
}
