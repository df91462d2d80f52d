import { spawn } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from '../../domain/decision/answer.ts'
import type { Noted } from '../../application/decision-log.ts'
import { type DecisionLine, readLine } from '../../infrastructure/decision-log/decision-lines.ts'
import {
  decisionLog,
  type DecisionLogOptions,
} from '../../infrastructure/decision-log/decision-log.ts'
import { Instant } from '../../domain/values.ts'
import { decisionTexts } from '../../infrastructure/decision-log/decision-texts.ts'
import { readDecisions } from '../../infrastructure/decision-log/read-decisions.ts'
import { notedAbout } from '../support/noted.ts'
import { deriveId } from '../support/derive-id.ts'
import { at, owner, systemUserId } from '../support/fixtures.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'decisions-'))
})
afterEach(() => rm(dir, { recursive: true }))

const opened = (more: Partial<DecisionLogOptions> = {}) =>
  decisionLog({
    dir,
    newId: () => deriveId('run', '1'),
    now: () => Date.parse('2026-01-05T12:00:00.000Z'),
    complain: (line) => expect.fail(line),
    flushMs: 5,
    ...more,
  })

async function lines(): Promise<readonly (DecisionLine | undefined)[]> {
  const names = (await readdir(dir)).toSorted()
  const texts = await Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')))
  return texts.flatMap((text) => text.split('\n').slice(0, -1)).map(readLine)
}

const decided = (all: readonly (DecisionLine | undefined)[]) =>
  all.flatMap((line) => (line?.line === 'decision' ? [line] : []))

function answerOf(noted: Noted): Answer {
  return 'answer' in noted ? noted.answer : expect.fail('it was not decided')
}

describe('the decision log', () => {
  test('holds every decision in its order after a clean end', async () => {
    const log = await opened()
    for (let i = 0; i < 1_000; i += 1) {
      log.note(notedAbout({ action: `act-${i}` }))
      if (i % 100 === 0) await setTimeout(7)
    }
    await log.close()
    const all = await lines()
    expect(all[0]).toMatchObject({ line: 'run', unwrittenMax: 100_000 })
    expect(all.at(-1)).toMatchObject({ line: 'end', decisions: 1_000 })
    expect(decided(all).map(({ seq, action }) => [seq, action])).toEqual(
      Array.from({ length: 1_000 }, (_, i) => [i + 1, `act-${i}`]),
    )
  })

  test('keeps of a decision who asked, what, what came of it and from where', async () => {
    const log = await opened()
    log.note(notedAbout({}))
    log.note({ by: undefined, decision: 'Indeterminate', unasked: 'There is no Request.' })
    await log.close()
    const given = '2026-01-05T12:00:00.000Z'
    expect(decided(await lines())).toMatchObject([
      {
        at: given,
        caller: '974761076',
        tokenId: 'token-1',
        decision: 'Permit',
        reason: 'right-delegated',
        systemUser: systemUserId,
        action: 'read',
        resource: 'ske-krav-og-betalinger',
        party: '310702641',
        position: '4711',
        policyVersion: 3,
        events: [deriveId('event', 'grant'), deriveId('event', 'approval')],
      },
      { at: given, decision: 'Indeterminate', reason: 'There is no Request.' },
    ])
  })

  test('keeps the moment of a policy that goes by the time, of each decision its own', async () => {
    const log = await opened()
    const noted = notedAbout({})
    if (!('question' in noted)) throw new Error('it was asked')
    const { answer } = noted
    const moments = ['2026-01-05T11:59:00.000Z', '2026-01-05T12:01:00.000Z'].map((moment) =>
      Instant.parse(moment),
    )
    for (const moment of moments) log.note({ ...noted, moment, answer: { ...answer } })
    await log.close()
    expect(decided(await lines()).map(({ moment }) => moment)).toEqual(moments)
  })

  test('takes over no number of a person, wherever a caller writes it', async () => {
    const number = ['010190', '12345'].join('')
    const attributes = [{ id: `urn:x:${number}`, value: `task ${number}!` }]
    const log = await opened()
    log.note(notedAbout({ action: number, attributes }, number))
    await log.close()
    const [name = ''] = await readdir(dir)
    const text = await readFile(join(dir, name), 'utf8')
    expect(text).toContain('task (number)!')
    expect(text).not.toContain(number)
  })

  test('counts what came faster than it could be written, and goes on', async () => {
    const log = await opened({ unwrittenMax: 10 })
    for (let i = 0; i < 25; i += 1) log.note(notedAbout({}))
    await setTimeout(50)
    log.note(notedAbout({}))
    expect(log.status()).toMatchObject({ noted: 26, lost: 15 })
    await log.close()
    const all = await lines()
    expect(decided(all)).toHaveLength(11)
    expect(all.filter((line) => line?.line === 'lost')).toEqual([{ line: 'lost', count: 15 }])
    expect(all.at(-1)).toMatchObject({ line: 'end', decisions: 26 })
  })

  test('tells once that it cannot be written, and stops nobody from ending', async () => {
    const complaints: string[] = []
    const complain = (line: string) => void complaints.push(line)
    const log = await opened({ segmentBytesMax: 1, complain })
    await rm(dir, { recursive: true })
    for (let i = 0; i < 5; i += 1) {
      log.note(notedAbout({}))
      await setTimeout(20)
    }
    await log.close()
    expect(complaints).toHaveLength(1)
    expect(log.status()).toMatchObject({ noted: 5, written: 0 })
    await mkdir(dir)
  })

  test('holds each decision once, also if it ends when many have just come', async () => {
    const log = await opened({ unwrittenMax: 100 })
    for (let i = 0; i < 10; i += 1) log.note(notedAbout({ action: `act-${i}` }))
    await log.close()
    const all = await lines()
    expect(decided(all).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    // Beside them the run's beginning and its end alone: what is written twice would be told as given again.
    expect(all).toHaveLength(12)
  })

  test('begins a new file when one is full', async () => {
    const log = await opened({ segmentBytesMax: 2_000 })
    for (let i = 0; i < 40; i += 1) {
      log.note(notedAbout({}))
      await setTimeout(6)
    }
    await log.close()
    expect((await readdir(dir)).length).toBeGreaterThan(2)
    expect(decided(await lines()).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 1),
    )
  })

  describe('of a decision like one before it', () => {
    const noted = notedAbout({})
    const later = { ...noted, position: 4712n }
    const note = async (all: readonly Noted[], more: Partial<DecisionLogOptions> = {}) => {
      let ms = Date.parse('2026-01-05T12:00:00.000Z')
      const log = await opened({ now: () => (ms += 1), ...more })
      for (const one of all) {
        log.note(one)
        if (more.segmentBytesMax !== undefined) await setTimeout(12)
      }
      await log.close()
      return (await lines()).flatMap((line) => (line ? [line.line] : []))
    }

    test('tells only when it was given and from where, and is read as if it told all', async () => {
      expect(await note([noted, noted, later, noted])).toEqual(
        'run decision again again again end'.split(' '),
      )
      const { decisions } = await readDecisions(dir, systemUserId, 10)
      const whole = {
        caller: '974761076',
        tokenId: 'token-1',
        decision: 'Permit',
        policyVersion: 3,
      }
      expect(decisions).toMatchObject([
        { ...whole, at: '2026-01-05T12:00:00.006Z', position: '4711' },
        { ...whole, at: '2026-01-05T12:00:00.005Z', position: '4712' },
        { ...whole, at: '2026-01-05T12:00:00.004Z', position: '4711' },
        { ...whole, at: '2026-01-05T12:00:00.003Z', position: '4711' },
      ])
      expect(await readDecisions(dir, systemUserId, 1)).toMatchObject({
        decisions: [{ at: '2026-01-05T12:00:00.006Z' }],
        isWhole: false,
      })
      expect((await readDecisions(dir, deriveId('x', 'other'), 2)).decisions).toEqual([])
    })

    test('is one with others that follow it from the same position', async () => {
      expect(await note([noted, noted, noted, noted])).toEqual(['run', 'decision', 'again', 'end'])
      expect((await readDecisions(dir, systemUserId, 10)).decisions).toHaveLength(4)
    })

    test('tells all where anything else differs', async () => {
      const others: readonly Noted[] = [
        { ...noted, by: { orgNo: owner, tokenId: 'token-2' } },
        { ...noted, answer: { ...answerOf(noted), decision: 'Deny' } },
        { ...noted, policyVersion: 4 },
        notedAbout({ action: 'write' }),
      ]
      expect(await note([noted, ...others])).toEqual(
        'run decision decision decision decision decision end'.split(' '),
      )
    })

    test('tells all of what may not have been written', () => {
      const texts = decisionTexts(() => at)
      const waiting = [{ noted, at: 0 }]
      const whole = texts.linesOf(waiting, 7)
      expect(readLine(texts.linesOf(waiting, 8))).toMatchObject({ line: 'again', given: [[7, 0]] })
      texts.forget()
      expect(texts.linesOf(waiting, 7)).toBe(whole)
    })

    test('tells all in every new file', async () => {
      const kinds = await note([noted, noted, noted], { segmentBytesMax: 1 })
      expect(kinds.filter((kind) => kind === 'decision')).toHaveLength(3)
      expect(kinds).not.toContain('again')
    })
  })

  test('is read newest first, passing over what a crash cut off', async () => {
    const log = await opened()
    for (const action of ['one', 'two', 'three']) log.note(notedAbout({ action }))
    await log.close()
    const [name = ''] = await readdir(dir)
    await appendFile(join(dir, name), `{"line":"decision","systemUser":"${systemUserId}`)
    const { decisions, isWhole } = await readDecisions(dir, systemUserId, 10)
    expect(decisions.map(({ action }) => action)).toEqual(['three', 'two', 'one'])
    expect(isWhole).toBe(true)
    expect(await readDecisions(dir, systemUserId, 2)).toMatchObject({
      decisions: [{ action: 'three' }, { action: 'two' }],
      isWhole: false,
    })
    expect((await readDecisions(dir, deriveId('x', 'other'), 2)).decisions).toEqual([])
  })

  test('loses to a kill no more than it says that it may', async () => {
    const program = fileURLToPath(new URL('../support/decision-writer.ts', import.meta.url))
    const args = ['--import', 'tsx', program, dir]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    let noted = 0
    for await (const line of createInterface({ input: child.stdout })) {
      noted = Number(line)
      if (noted > 5_000) break
    }
    child.kill('SIGKILL')
    await ended
    const all = await lines()
    const [run] = all
    const unwrittenMax = run?.line === 'run' ? run.unwrittenMax : 0
    expect(unwrittenMax).toBe(500)
    const lost = all.flatMap((line) => (line?.line === 'lost' ? [line.count] : []))
    const known = decided(all).length + lost.reduce((sum, count) => sum + count, 0)
    expect(decided(all).length).toBeGreaterThan(0)
    expect(noted - known).toBeLessThanOrEqual(unwrittenMax)
    expect(all.some((line) => line?.line === 'end')).toBe(false)
  })
})
