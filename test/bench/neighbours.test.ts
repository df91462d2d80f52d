import { expect, test } from 'vitest'
import { delegations, firstOf, questionsAbout } from '../../bench/decision/delegations.ts'
import { neighbours } from '../../bench/decision/neighbours.ts'
import { factsHeld, ours } from '../../bench/decision/ours.ts'

const users = firstOf(400)
const questions = questionsAbout(users, 2_000)
const own = ours(factsHeld(delegations(users)))

test('about half of the questions are answered with yes', () => {
  const permitted = questions.filter(own).length
  expect(permitted).toBeGreaterThan(800)
  expect(permitted).toBeLessThan(1_200)
})

test.each(Object.entries(neighbours))('%s answers every one of them alike', async (_, load) => {
  const theirs = await load(delegations(users))
  expect(questions.filter((question) => own(question) !== theirs(question))).toEqual([])
})
