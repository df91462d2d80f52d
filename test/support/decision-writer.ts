import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { decisionLog } from '../../infrastructure/decision-log/decision-log.ts'
import { notedAbout } from './noted.ts'

// A program that decides as fast as it can and says how much it has decided, until it is killed.

const [, , dir = ''] = process.argv
const log = await decisionLog({
  dir,
  newId: randomUUID,
  now: () => Date.now(),
  complain: (line) => process.stderr.write(line),
  unwrittenMax: 500,
  flushMs: 5,
})
for (;;) {
  for (let i = 0; i < 40; i += 1) log.note(notedAbout({}))
  process.stdout.write(`${log.status().noted}\n`)
  await wait(1)
}
