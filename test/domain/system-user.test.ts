import { describe, expect, test } from 'vitest'
import type { SystemUserRefusal } from '../../domain/system-user/decide.ts'
import { systemUser } from '../../domain/system-user/decider.ts'
import type { SystemUserEvent } from '../../domain/system-user/events.ts'
import { hasEnded } from '../../domain/system-user/state.ts'
import { asked, expiresAt, later, tooLate } from '../support/fixtures.ts'
import { given as specification } from '../support/given.ts'
import {
  approve,
  approved,
  create,
  created,
  escalate,
  escalated,
  expire,
  expired,
  forStranger,
  giveUp,
  reject,
  rejected,
  rename,
  renamed,
  request,
  requested,
  revoke,
  revoked,
  supersede,
  withdraw,
  withdrawn,
} from '../support/system-user-steps.ts'

const given = specification(systemUser)

type History = readonly SystemUserEvent[]

const histories: Readonly<Record<string, History>> = {
  absent: [],
  requested: [requested],
  escalated: [requested, escalated],
  active: [requested, approved],
  created: [created],
  rejected: [requested, rejected],
  withdrawn: [requested, withdrawn],
  expired: [requested, expired],
  revoked: [requested, approved, revoked],
}

/** What a command does in each state: the event that it records, nothing, or the reason for its no. */
type Row = Readonly<Record<string, SystemUserEvent | 'nothing' | SystemUserRefusal['code']>>

const table: readonly (readonly [Parameters<typeof systemUser.decide>[0], Row])[] = [
  [
    request,
    {
      absent: requested,
      requested: 'nothing',
      active: 'nothing',
      rejected: 'nothing',
      revoked: 'nothing',
    },
  ],
  [
    create,
    {
      absent: created,
      requested: 'system-user-exists',
      active: 'nothing',
      created: 'nothing',
      rejected: 'system-user-exists',
      withdrawn: 'system-user-exists',
      expired: 'system-user-exists',
      revoked: 'system-user-exists',
    },
  ],
  [
    escalate,
    {
      absent: 'request-not-found',
      requested: escalated,
      escalated: 'nothing',
      active: 'nothing',
      created: 'nothing',
      rejected: 'nothing',
      withdrawn: 'request-not-found',
      expired: 'nothing',
      revoked: 'request-not-found',
    },
  ],
  [
    approve,
    {
      absent: 'request-not-found',
      requested: approved,
      escalated: approved,
      active: 'nothing',
      created: 'nothing',
      rejected: 'request-already-decided',
      withdrawn: 'request-not-found',
      expired: 'request-already-decided',
      revoked: 'request-not-found',
    },
  ],
  [
    reject,
    {
      absent: 'request-not-found',
      requested: rejected,
      escalated: rejected,
      active: 'request-already-decided',
      created: 'request-already-decided',
      rejected: 'nothing',
      withdrawn: 'request-not-found',
      expired: 'request-already-decided',
      revoked: 'request-not-found',
    },
  ],
  [
    withdraw,
    {
      absent: 'request-not-found',
      requested: withdrawn,
      escalated: withdrawn,
      active: 'request-already-decided',
      created: 'request-already-decided',
      rejected: withdrawn,
      withdrawn: 'nothing',
      expired: withdrawn,
      revoked: 'request-not-found',
    },
  ],
  [
    expire,
    {
      absent: 'nothing',
      requested: expired,
      escalated: expired,
      active: 'nothing',
      created: 'nothing',
      rejected: 'nothing',
      withdrawn: 'nothing',
      expired: 'nothing',
      revoked: 'nothing',
    },
  ],
  [
    revoke,
    {
      absent: 'system-user-not-found',
      requested: 'system-user-not-found',
      escalated: 'system-user-not-found',
      active: revoked,
      created: revoked,
      rejected: 'system-user-not-found',
      withdrawn: 'system-user-not-found',
      expired: 'system-user-not-found',
      revoked: 'nothing',
    },
  ],
  [
    giveUp,
    {
      absent: 'system-user-not-found',
      requested: 'system-user-not-found',
      escalated: 'system-user-not-found',
      active: revoked,
      created: revoked,
      rejected: 'system-user-not-found',
      withdrawn: 'system-user-not-found',
      expired: 'system-user-not-found',
      revoked: 'nothing',
    },
  ],
  [
    rename,
    {
      absent: 'system-user-not-found',
      requested: 'system-user-not-found',
      escalated: 'system-user-not-found',
      active: renamed,
      created: renamed,
      rejected: 'system-user-not-found',
      withdrawn: 'system-user-not-found',
      expired: 'system-user-not-found',
      revoked: 'system-user-not-found',
    },
  ],
  [
    supersede,
    {
      absent: 'request-not-found',
      requested: 'request-already-decided',
      escalated: 'request-already-decided',
      active: 'request-already-decided',
      created: 'request-already-decided',
      rejected: withdrawn,
      withdrawn: 'nothing',
      expired: 'request-already-decided',
      revoked: 'request-already-decided',
    },
  ],
  [
    { ...revoke, kind: 'agent' },
    {
      absent: 'system-user-not-found',
      requested: 'system-user-not-found',
      escalated: 'system-user-not-found',
      active: 'agent-expected',
      created: 'agent-expected',
      rejected: 'system-user-not-found',
      withdrawn: 'system-user-not-found',
      expired: 'system-user-not-found',
      revoked: 'agent-expected',
    },
  ],
]

describe.each(table)('$type', (command, row) => {
  test.each(Object.entries(row))('on %s', (status, outcome) => {
    const { records, refuses } = given(...(histories[status] ?? [])).when(command)
    if (typeof outcome === 'object') records(outcome)
    else if (outcome === 'nothing') records()
    else refuses({ code: outcome })
  })
})

describe.each(Object.entries(histories))(
  'a stranger is told nothing of one that is %s',
  (_, history) => {
    test.each(forStranger)('$type says the same as for none at all', (command) => {
      const answer = (past: History) =>
        systemUser.decide(command, past.reduce(systemUser.evolve, systemUser.initial))
      expect(answer(history)).toEqual(answer([]))
      expect(answer(history).accepted).toBe(false)
    })
  },
)

test('an agent is not ended as a party’s own system user', () => {
  const agent = { ...asked, kind: 'agent' } as const
  const made = { ...created, kind: 'agent' } as const
  given(made).when(revoke).refuses({ code: 'standard-expected' })
  given(made)
    .when({ ...revoke, kind: 'agent' })
    .records({ ...revoked, kind: 'agent' })
  given()
    .when({ ...create, asked: agent })
    .records(made)
})

test('the same title again is no change', () => given(created, renamed).when(rename).records())

describe('a request that nobody has answered', () => {
  test('can be approved until it lapses, and not from then on', () => {
    given(requested)
      .when({ ...approve, at: later })
      .records({ ...approved, at: later })
    given(requested)
      .when({ ...approve, at: expiresAt })
      .refuses({ code: 'request-expired' })
    given(requested)
      .when({ ...approve, at: tooLate })
      .refuses({ code: 'request-expired' })
  })

  test('expires when its time is up, and not before', () => {
    given(requested)
      .when({ ...expire, at: later })
      .records()
    given(requested)
      .when({ ...expire, at: expiresAt })
      .records({ ...expired, at: expiresAt })
  })

  test('keeps the reason for which it is rejected', () =>
    given(requested)
      .when({ ...reject, reason: 'Vi har byttet system.' })
      .records({ ...rejected, reason: 'Vi har byttet system.' }))

  test('keeps where to send the user back to', () => {
    const redirectUrl = 'https://smartcloud.example/ferdig'
    given()
      .when({ ...request, asked: { ...asked, redirectUrl } })
      .records({ ...requested, redirectUrl })
  })
})

test('the triple is free once a system user has ended for ever', () => {
  const ended = Object.entries(histories).filter(([, history]) =>
    hasEnded(history.reduce(systemUser.evolve, systemUser.initial)),
  )
  expect(ended.map(([status]) => status)).toEqual(['withdrawn', 'expired', 'revoked'])
})
