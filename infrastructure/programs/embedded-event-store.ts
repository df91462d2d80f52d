import { join } from 'node:path'
import { type ChildProgram, startProgram } from './child-program.ts'

const ready = 'event store ready '

/** Starts the embedded event store on a free port, with its log in the data directory. */
export async function startEmbeddedEventStore(
  dataDir: string,
): Promise<{ readonly url: string; readonly program: ChildProgram }> {
  const args = ['--data', join(dataDir, 'event-store'), '--port', '0', '--with-parent']
  const program = await startProgram('servers/event-store/main', args, ready)
  return { url: program.readyLine.slice(ready.length).trim(), program }
}
