import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type RunningProgram = {
  readonly child: ChildProcess
  /** What it printed so far. */
  readonly lines: readonly string[]
  /** What it complained of so far. */
  readonly complaints: readonly string[]
  /** Resolves when it is gone; at once if it is. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>
}

const startMs = 60_000
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url))

/** Compiled if there is a build, as production has it; from the sources otherwise. */
function commandOf(root: string, path: string): readonly string[] {
  const compiled = `${root}dist/${path}.js`
  return existsSync(compiled) ? [compiled] : ['--import', 'tsx', `${root}${path}.ts`]
}

/** Starts one of the project's programs, or of a copy's, and waits until it prints that it is ready. */
export async function startProgram(
  path: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  root = projectRoot,
): Promise<RunningProgram> {
  const child = spawn(process.execPath, [...commandOf(root, path), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const lines: string[] = []
  const errors: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line))
  const output = createInterface({ input: child.stdout })
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), startMs)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(
        new Error(`${path} ended (${signal ?? code}) before it was ready\n${errors.join('\n')}`),
      )
    })
    output.on('line', (line) => {
      lines.push(line)
      if (!/^(?:event store )?ready /u.test(line)) return
      clearTimeout(timer)
      resolve()
    })
  })
  return {
    child,
    lines,
    complaints: errors,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}
