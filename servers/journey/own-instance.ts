import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { runningWorld, type World } from './world.ts'

export type Instance = { readonly world: World; close(): Promise<void> }

const readyTimeoutMs = 30_000

/** Starts a system of its own in a directory of its own, with nothing kept of it afterwards. */
export async function ownInstance(env: NodeJS.ProcessEnv): Promise<Instance> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'systembruker-journey-'))
  const extension = extname(import.meta.url)
  const program = fileURLToPath(new URL(`../../api/main${extension}`, import.meta.url))
  const loader = extension === '.ts' ? ['--import', 'tsx'] : []
  const child = spawn(process.execPath, [...loader, program], {
    env: { ...env, DATA_DIR: dataDirectory, PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await rm(dataDirectory, { recursive: true, force: true })
  }
  try {
    await untilReady(child)
    const world = await runningWorld(dataDirectory)
    if (world === undefined) throw new Error('the system says it is ready, but does not answer')
    return { world, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function untilReady(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.stdout === null) throw new Error('the system has no output to wait for')
  const lines = createInterface({ input: child.stdout })
  const timer = setTimeout(() => child.kill('SIGKILL'), readyTimeoutMs)
  try {
    for await (const line of lines) if (line.startsWith('ready ')) return
    throw new Error('the system ended before it was ready; its own words stand above')
  } finally {
    clearTimeout(timer)
    child.stdout.resume()
  }
}
