import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'

export type RunningRedis = {
  readonly url: string
  readonly port: number
  readonly dir: string
  /** SIGKILL unless told otherwise; resolves when the process is gone. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>
  /** Starts again on the same port and folder, having ended what still runs there with SIGKILL. */
  readonly restart: () => Promise<void>
  /** Freezes the process: it keeps its connections and answers nothing. */
  readonly pause: () => void
  readonly resume: () => void
  readonly flushall: () => Promise<void>
  /** Ends the process, and removes the folder if it was made for it. */
  readonly stop: () => Promise<void>
}

type Options = {
  readonly port?: number
  readonly dir?: string
  readonly appendonly?: boolean
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a Redis that keeps nothing on disk unless told to, and that ends with this process. */
export async function startRedis(options: Options = {}): Promise<RunningRedis> {
  const port = options.port ?? (await freePort())
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'redis-')))
  const flags = ['--appendonly', options.appendonly ? 'yes' : 'no']
  let child = await start(port, dir, flags)
  const kill = (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => end(child, signal)
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    kill,
    async restart() {
      await kill()
      child = await start(port, dir, flags)
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async flushall() {
      const redis = new Redis(port, '127.0.0.1')
      await redis.flushall()
      redis.disconnect()
    },
    async stop() {
      await kill()
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true })
    },
  }
}

async function start(port: number, dir: string, flags: readonly string[]): Promise<ChildProcess> {
  const local = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '']
  const child = spawn('redis-server', [...local, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  endWithThisProcess(child)
  const missing = once(child, 'error').then(() => {
    throw new Error('redis-server is not installed; on Debian: apt-get install redis-server')
  })
  await Promise.race([isReady(child), missing])
  return child
}

/** Should this process be killed, what the watcher reads ends, and then it ends Redis. */
function endWithThisProcess(child: ChildProcess): void {
  const script = `cat >/dev/null; kill -9 ${child.pid}`
  const watcher = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'] })
  child.once('exit', () => watcher.kill('SIGKILL'))
  watcher.unref()
}

async function isReady(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new TypeError('redis-server has no output')
  const said: string[] = []
  for await (const line of createInterface(child.stdout)) {
    said.push(line)
    if (!line.includes('Ready to accept connections')) continue
    child.stdout.resume()
    return
  }
  throw new Error(`redis-server did not start: ${said.slice(-3).join(' ')}`)
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  // A frozen process takes no signal but SIGKILL until it goes on.
  child.kill('SIGCONT')
  await gone
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new TypeError('no port')
  return address.port
}
