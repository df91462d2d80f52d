import { describe, expect, test } from 'vitest'
import { decideAccess } from '../../application/decide-access.ts'
import { policiesInForce } from '../../application/policies-in-force.ts'
import type { Question } from '../../domain/decision/question.ts'
import { preparePolicy } from '../../infrastructure/xacml/prepare-policy.ts'
import type { Ref, Views } from '../../projections/views.ts'
import type { OrgNo } from '../../domain/values.ts'
import { at, context, otherParty, party, resourceId, vendor } from '../support/fixtures.ts'
import { logViews } from '../support/log-views.ts'
import { registerSays, withSystemUser, type World } from '../support/world.ts'

const eventsIn = (reason: object): readonly string[] => [
  ...new Set(JSON.stringify(reason).match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu)),
]

const rightOf = (systemUser: Question['systemUser']): Question => ({
  systemUser,
  action: 'read',
  resource: resourceId,
  party,
  attributes: [],
})

/** The decision point over what is left of a log when one event is taken out of it. */
const without = (world: World, gone: string) => {
  const views = logViews(() => world.store.log().filter(({ id }) => id !== gone))
  return decideAccess({
    views,
    policies: policiesInForce(views, preparePolicy),
    noteDecision: () => undefined,
    now: () => at,
  })
}

describe('the evidence of a Permit', () => {
  test('is needed: without any event that it names there is no Permit', async () => {
    const { world, requestId } = await withSystemUser()
    const question = rightOf(requestId)
    const { answer } = await world.decideAccess(question)
    expect(answer.decision).toBe('Permit')
    const recorded = new Set(world.store.log().map(({ id }) => id))
    const cited = eventsIn(answer.reason).filter((id) => recorded.has(id))
    expect(cited).toHaveLength(2)
    for (const id of cited) {
      const flipped = await without(world, id)(question)
      expect(flipped.answer.decision).toBe('NotApplicable')
    }
  })

  test('is the same for one question as for many', async () => {
    const { world, requestId } = await withSystemUser()
    const questions = ['read', 'write', 'delete', 'read'].map((action) => ({
      ...rightOf(requestId),
      action,
    }))
    const { parts: together, position } = await world.decideAll(questions)
    const alone = await Promise.all(questions.map((question) => world.decideAccess(question)))
    expect(together.map((part) => ({ ...part, position }))).toEqual(alone)
  })
})

describe('what a question rests on', () => {
  /** Views in which something happens before the next fetch is answered, once that is said. */
  const interruptible = (views: Views) => {
    const next: { happens?: () => Promise<unknown> } = {}
    const interrupted: Views = {
      ...views,
      async fetch<const Refs extends readonly Ref<unknown>[]>(refs: Refs) {
        const { happens } = next
        delete next.happens
        await happens?.()
        return views.fetch(refs)
      },
    }
    return { views: interrupted, next }
  }

  test('is not mixed up by another asking of the same question meanwhile', async () => {
    const { world, requestId } = await withSystemUser()
    const branchOf = (parent: OrgNo) =>
      world.recordParties(
        [{ ...registerSays(otherParty), form: 'BEDR', parent }],
        context(`branch of ${parent}`),
      )
    const { views, next } = interruptible(world.views)
    const policies = policiesInForce(world.views, preparePolicy)
    const ask = decideAccess({ views, policies, noteDecision: () => undefined, now: () => at })
    const question = { ...rightOf(requestId), party: otherParty }
    await branchOf(party)
    expect((await ask(question)).answer.decision).toBe('Permit')
    next.happens = async () => {
      await branchOf(vendor)
      await ask(question)
    }
    expect((await ask(question)).answer.decision).toBe('NotApplicable')
  })
})
