import { setTimeout } from 'node:timers/promises'
import { runProgram } from '../../servers/support/program.ts'

// A program that is told of long before it has started.
await runProgram('', { 'with-parent': true }, async () => {
  process.stdout.write(`begun ${process.pid}\n`)
  await setTimeout(1_000)
  const work = setInterval(() => undefined, 1_000)
  return { close: async () => clearInterval(work) }
})
