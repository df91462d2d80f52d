import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Pinned = { readonly url: string; stop(): Promise<void> }

/** Can a process be kept to one core here? */
const canPin = ((): boolean => {
  try {
    execFileSync('taskset', ['-c', '0', 'true'])
    return true
  } catch {
    return false
  }
})()

/** Runs a program on the first core alone, and waits for the line `ready URL`. */
export async function startPinned(
  path: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Pinned> {
  const extension = extname(import.meta.url)
  const program = fileURLToPath(new URL(`../../${path}${extension}`, import.meta.url))
  // With the same flags as the bench itself, which are those that the API is started with.
  const node = [process.execPath, ...process.execArgv, program]
  const [command = '', ...rest] = [...(canPin ? ['taskset', '-c', '0'] : []), ...node, ...args]
  const child = spawn(command, rest, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`${path} ended before it was ready`)))
    lines.on('line', (line) => {
      if (line.startsWith('ready ')) resolve(line.slice('ready '.length))
    })
  })
  return {
    url,
    async stop() {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
