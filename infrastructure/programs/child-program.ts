import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type ChildProgram = {
  /** The line by which it said that it is ready. */
  readonly readyLine: string
  /** Settles when the process is gone, with what a person should know if nobody asked it to go. */
  readonly ended: Promise<string>
  /** Asks it to stop, and waits until it has; ends it by force after ten seconds. */
  stop(): Promise<void>
}

export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed'
  readonly code = 'ERR_PROGRAM_FAILED'
}

const startTimeoutMs = 60_000
const stopTimeoutMs = 10_000

/**
 * Starts one of the programs under `servers/` as a process of its own, in the form (source or compiled) in which this
 * one runs, and waits for the line that begins with `ready`. Its standard input stays open for as long as this process
 * lives: a program that watches it ends when this one dies, however it dies. `flags` are for Node itself.
 *
 * @throws {ProgramFailed} when it ends, or says nothing in time, before it is ready.
 */
export async function startProgram(
  path: string,
  args: readonly string[],
  ready: string,
  flags: readonly string[] = [],
): Promise<ChildProgram> {
  const extension = extname(import.meta.url)
  const program = fileURLToPath(new URL(`../../${path}${extension}`, import.meta.url))
  const loader = extension === '.ts' ? ['--import', 'tsx'] : []
  const child = spawn(process.execPath, [...flags, ...loader, program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(`${path} ended (${signal ?? code})`))
  })
  // The pipe is never written to; that its other end closes first is no fault.
  child.stdin.on('error', () => {})
  const timer = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs)
  try {
    const readyLine = await Promise.race([
      firstLine(child.stdout, ready),
      ended.then((why) => Promise.reject(new ProgramFailed(`${why} before it was ready`))),
    ])
    return { readyLine, ended, stop: () => stopChild(child) }
  } finally {
    clearTimeout(timer)
  }
}

async function firstLine(output: NodeJS.ReadableStream, start: string): Promise<string> {
  const lines = createInterface({ input: output })
  const [line] = await new Promise<[string]>((resolve) => {
    lines.on('line', (text) => {
      if (text.startsWith(start)) resolve([text])
    })
  })
  return line
}

async function stopChild(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  child.kill('SIGTERM')
  await once(child, 'exit')
  clearTimeout(timer)
}
