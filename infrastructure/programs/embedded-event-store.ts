import { join } from 'node:path'
import { type ChildProgram, startProgram } from './child-program.ts'

const ready = 'event store ready '

/** Most of what the store makes lives for one message: with more room for the young, it is seldom carried over. */
const flags = ['--max-semi-space-size=64']

/** Starts the embedded event store on a free port, with its log in the data directory. */
export async function startEmbeddedEventStore(
  dataDir: string,
): Promise<{ readonly url: string; readonly program: ChildProgram }> {
  const args = ['--data', join(dataDir, 'event-store'), '--port', '0', '--with-parent']
  const program = await startProgram('servers/event-store/main', args, ready, flags)
  return { url: program.readyLine.slice(ready.length).trim(), program }
}
