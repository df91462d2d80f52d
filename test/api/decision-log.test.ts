import { describe, expect, test } from 'vitest'
import { readLine } from '../../infrastructure/decision-log/decision-lines.ts'
import { decisionTexts } from '../../infrastructure/decision-log/decision-texts.ts'
import { type AuthzenDesk, authzenDesk, authzenQuestion } from '../support/authzen-desk.ts'
import { about, action, askedOf, manyOf, subject } from '../support/decision-questions.ts'
import { at, ola, owner, party } from '../support/fixtures.ts'

const entries = ({ world }: AuthzenDesk) =>
  world.decisions.flatMap((noted) => {
    const line = readLine(decisionTexts(() => at).linesOf([{ noted, at: 0 }], 1))
    return line?.line === 'decision' ? [line] : []
  })

describe('the decision log is told', () => {
  test('of a single question, with the token that it was asked by', async () => {
    const desk = await authzenDesk()
    const token = await desk.world.maskinporten.sign({
      consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${owner}` },
      client_id: 'a',
      scope: 'altinn:authorization/authorize',
      jti: 'token-7',
    })
    await desk.put(askedOf(desk.id), token)
    expect(entries(desk)).toMatchObject([
      { caller: owner, tokenId: 'token-7', decision: 'Permit', systemUser: desk.id, party },
    ])
  })

  test('of every part of a batch, of refusals and of what could not be asked', async () => {
    const desk = await authzenDesk()
    const many = manyOf(
      {
        subjects: { s: subject(desk.id) },
        actions: { read: action('read'), delete: action('delete') },
        resources: { r: about() },
      },
      ['s read r', 's delete r', 's gone r', ''],
    )
    await desk.put(many)
    expect(
      entries(desk)
        .map(({ decision, reason }) => `${decision} ${reason}`)
        .toSorted(),
    ).toEqual([
      'Indeterminate Reference 2 of this part is to nothing in the request.',
      'Indeterminate This part refers to nothing.',
      'NotApplicable not-among-the-delegated-rights',
      'Permit right-delegated',
    ])
  })

  test('of evaluations in AuthZEN’s dialect, and of no search', async () => {
    const desk = await authzenDesk()
    const question = authzenQuestion(desk.id)
    await desk.evaluate(question)
    await desk.evaluate({ ...question, subject: { type: 'robot', id: desk.id } })
    await desk.search('action', question)
    expect(entries(desk).map(({ decision }) => decision)).toEqual(['Permit', 'NotApplicable'])
  })
})

test('who manages access is shown the decisions, and nobody else is', async () => {
  const desk = await authzenDesk()
  const path = `/audit/api/v1/systemusers/${desk.id}/decisions`
  const own = await desk.world.call(desk.pias, 'GET', path)
  expect(own.json()).toEqual({ systemUser: desk.id, decisions: [], isWhole: true })
  const olas = await desk.world.person(ola)
  expect((await desk.world.call(olas, 'GET', path)).statusCode).toBe(404)
  expect((await desk.world.call(desk.pias, 'GET', `${path}?limit=0`)).statusCode).toBe(400)
})
