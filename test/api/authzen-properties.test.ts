import { beforeAll, describe, expect, test } from 'vitest'
import { WholeQuestion } from '../../api/authzen/contract.ts'
import { questionOf } from '../../api/authzen/question.ts'
import { type AuthzenDesk, authzenDesk, authzenQuestion } from '../support/authzen-desk.ts'
import { otherParty, party } from '../support/fixtures.ts'
import { resource } from '../support/story-world.ts'

let desk: AuthzenDesk
beforeAll(async () => {
  desk = await authzenDesk()
})

const about9 = (properties: object) => ({ type: 'resource', id: resource, properties })

describe('the properties of a resource', () => {
  const naming = {
    'urn:altinn:resource': 'another',
    'urn:altinn:organization:identifier-no': otherParty,
    'urn:altinn:partyid': '1',
    'urn:altinn:task': 'Task_1',
  }

  test('add to what is asked about, and never name it anew', () => {
    const asked = authzenQuestion(desk.id, { resource: about9({ party, ...naming }) })
    expect(questionOf(WholeQuestion.parse(asked))).toMatchObject({
      resource,
      party,
      attributes: [{ id: 'urn:altinn:task', value: 'Task_1' }],
    })
  })

  test('of an app are those that its policy may speak of', () => {
    const app = { type: 'resource', id: 'app_skd_skattemelding', properties: { party } }
    expect(
      questionOf(WholeQuestion.parse(authzenQuestion(desk.id, { resource: app }))),
    ).toMatchObject({
      attributes: [
        { id: 'urn:altinn:org', value: 'skd' },
        { id: 'urn:altinn:app', value: 'skattemelding' },
      ],
    })
  })

  test.each([[7], [['Task_1']], [null], ['x'.repeat(2_001)]])(
    'are refused if a URN is no text, as a policy could refuse by it: %j',
    async (value) => {
      const asked = authzenQuestion(desk.id, {
        resource: about9({ party, 'urn:altinn:task': value }),
      })
      expect((await desk.post('evaluation', asked)).statusCode).toBe(400)
      const [answer] = await desk.evaluateAll({ evaluations: [asked] })
      expect(answer?.decision).toBe(false)
    },
  )
})
