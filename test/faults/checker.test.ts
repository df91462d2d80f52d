import { describe, expect, test } from 'vitest'
import type { StreamEvent } from '../../application/event-store.ts'
import { violationsOf } from '../support/faults/check.ts'
import { emptyHistory, type History, type Step } from '../support/faults/history.ts'

const systemUser = 'a'
const stream = `systemUser-${systemUser}`
const types = ['SystemUserRequested', 'SystemUserApproved', 'SystemUserRevoked']
const steps: readonly Step[] = ['request', 'approve', 'revoke']

/** Recorded at 10, 20 and 30. */
const log: readonly StreamEvent[] = types.map((type, at) => ({
  id: type,
  stream,
  revision: BigInt(at),
  position: BigInt(at + 1) * 10n,
  type,
  data: { id: systemUser, externalRef: 'ref' },
  metadata: { commandId: type },
}))

/** Sent at 100, 200 and 300, and acknowledged 50 later. */
const history = (change: Partial<History> = {}): History => ({
  ...emptyHistory(),
  commands: steps.map((step, at) => ({
    step,
    systemUser,
    externalRef: 'ref',
    sentAt: (at + 1) * 100,
    acknowledged: { at: (at + 1) * 100 + 50, token: `log-${(at + 1) * 10}` },
  })),
  ...change,
})

const answer = { systemUser, sentAt: 260, decision: 'Permit', position: 20n }
const kinds = (seen: History, stored = log): readonly string[] => [
  ...new Set(violationsOf(seen, stored).map(({ kind }) => kind)),
]
const changed = (at: number, change: Partial<StreamEvent>): readonly StreamEvent[] =>
  log.map((event, place) => (place === at ? { ...event, ...change } : event))

describe('what clients were told and the log', () => {
  const later = { ...answer, sentAt: 360, decision: 'NotApplicable', position: 30n }

  test('agree', () => expect(kinds(history({ answers: [answer, later] }))).toEqual([]))

  test('agree while a command is under way', () => {
    const [request, approve] = history().commands
    const sent = { step: 'revoke', systemUser, externalRef: 'ref', sentAt: 300 } as const
    if (request === undefined || approve === undefined) throw new TypeError('no commands')
    const seen = history({ commands: [request, approve, sent], answers: [answer] })
    expect(kinds(seen)).toEqual([])
    expect(kinds(seen, log.slice(0, 2))).toEqual([])
  })

  const again = { id: 'again', position: 40n }
  const cases: readonly {
    readonly kind: string
    readonly when: string
    readonly seen?: History
    readonly stored?: readonly StreamEvent[]
  }[] = [
    { kind: 'lost', when: 'a command is not there', stored: log.slice(0, 2) },
    { kind: 'lost', when: 'it is elsewhere', stored: changed(2, { position: 31n }) },
    { kind: 'lost', when: 'there is a gap', stored: changed(2, { revision: 3n }) },
    { kind: 'duplicate', when: 'an id is there twice', stored: changed(2, { id: types[1] ?? '' }) },
    {
      kind: 'duplicate',
      when: 'a command was recorded twice',
      stored: [...log, ...log.slice(2).map((event) => ({ ...event, ...again, revision: 3n }))],
    },
    {
      kind: 'duplicate',
      when: 'there is a system user that nobody was told of',
      stored: [
        ...log,
        ...log.slice(0, 1).map((event) => ({
          ...event,
          ...again,
          stream: 'systemUser-b',
          data: { id: 'b', externalRef: 'ref' },
        })),
      ],
    },
    {
      kind: 'out-of-order',
      when: 'what was sent later stands before what was acknowledged',
      seen: history({
        commands: history().commands.map((sent) => ({ ...sent, sentAt: 1_000 })),
      }),
    },
    { kind: 'refused', when: 'a call was refused', seen: history({ refused: ['no'] }) },
    {
      kind: 'wrong-answer',
      when: 'an approved one is not let in',
      seen: history({ answers: [{ ...answer, decision: 'NotApplicable' }] }),
    },
    {
      kind: 'wrong-answer',
      when: 'one is let in from before it was approved',
      seen: history({ answers: [{ ...answer, sentAt: 110, position: 10n }] }),
    },
    {
      kind: 'stale-answer',
      when: 'an answer is from before what was acknowledged',
      seen: history({ answers: [{ ...later, decision: 'NotApplicable', position: 10n }] }),
    },
    {
      kind: 'stale-answer',
      when: 'an answer is from before what was asked for',
      seen: history({ answers: [{ ...answer, atLeast: 21n }] }),
    },
    {
      kind: 'permit-after-revoke',
      when: 'the PDP permits',
      seen: history({ answers: [{ ...answer, sentAt: 351 }] }),
    },
    {
      kind: 'permit-after-revoke',
      when: 'the token look-up finds somebody',
      seen: history({ found: [{ systemUser, sentAt: 351 }] }),
    },
  ]

  test.each(cases)('do not: $kind, as $when', ({ kind, seen = history(), stored = log }) => {
    expect(kinds(seen, stored)).toContain(kind)
  })
})
