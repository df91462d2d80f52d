import { startProgram, type RunningProgram } from '../program.ts'
import { startRedis } from '../redis.ts'

/** A process of an installation, which may be killed and started again on its own. */
export type Part = {
  readonly name: string
  isUp(): boolean
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** Resolves when it says that it is ready. */
  start(): Promise<void>
  pause(): void
  resume(): void
}

/** How one of the project's programs is started. */
export type Launch = {
  readonly path: string
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  readonly root?: string | undefined
}

/** `died`: told, with its last words, when it ends without having been killed. */
export function programPart(name: string, launch: Launch, died: (why: string) => void): Part {
  let running: RunningProgram | undefined
  const isUp = (): boolean => running !== undefined
  return {
    name,
    isUp,
    async kill() {
      const killed = running
      running = undefined
      await killed?.end('SIGKILL')
    },
    async start() {
      const { path, env = {}, args = [], root } = launch
      const started = await startProgram(path, env, args, root)
      running = started
      started.child.once('exit', (code, signal) => {
        if (running !== started) return
        running = undefined
        died(`${name} ended by itself (${signal ?? code}): ${lastWords(started)}`)
      })
    },
    pause: () => void running?.child.kill('SIGSTOP'),
    resume: () => void running?.child.kill('SIGCONT'),
  }
}

const lastWords = ({ complaints }: RunningProgram): string => complaints.slice(-8).join('\n')

export type RedisPart = Part & {
  readonly url: string
  readonly dir: string
  flushall(): Promise<void>
  stop(): Promise<void>
}

/** A Redis that is up already, and keeps an append-only file. */
export async function redisPart(): Promise<RedisPart> {
  const redis = await startRedis({ appendonly: true })
  let isUp = true
  return {
    name: 'Redis',
    url: redis.url,
    dir: redis.dir,
    isUp: () => isUp,
    async kill() {
      isUp = false
      await redis.kill()
    },
    async start() {
      await redis.restart()
      isUp = true
    },
    pause: redis.pause,
    resume: redis.resume,
    flushall: redis.flushall,
    stop: redis.stop,
  }
}
