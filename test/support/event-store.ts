import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type RunningEventStore = {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** That of the process that runs now: another after a restart. */
  readonly pid: number
  readonly faults: {
    /** Where they are controlled over HTTP. */
    readonly url: string
    /** One of those in `servers/event-store/faults/fault.ts`; the store refuses any other. */
    readonly set: (fault: Readonly<Record<string, unknown>>) => Promise<void>
    readonly clear: () => Promise<void>
  }
  /** SIGKILL unless told otherwise; resolves when the process is gone. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>
  /** Freezes the process: it keeps its connections and answers nothing. */
  readonly pause: () => void
  readonly resume: () => void
  /** Ends the process, if it still runs, and starts another on the same port and data. */
  readonly restart: () => Promise<void>
  /** Ends the process, and removes the data if they were made for it. */
  readonly stop: () => Promise<void>
}

type Options = { readonly port?: number; readonly dataDir?: string; readonly faults?: boolean }
type Running = { readonly child: ChildProcess; readonly port: number; readonly faultsUrl?: string }

// Beside the sources it is started from the source, beside the compiled files from the compiled one.
const isSource = import.meta.url.endsWith('.ts')
const main = fileURLToPath(
  new URL(`../../servers/event-store/main.${isSource ? 'ts' : 'js'}`, import.meta.url),
)
// The flags are those with which the product starts it.
const command = ['--max-semi-space-size=64', ...(isSource ? ['--import', 'tsx'] : []), main]
const startMs = 30_000

/** Starts the embedded event store as a process of its own, which ends with this one whatever happens. */
export async function startEventStore(options: Options = {}): Promise<RunningEventStore> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'event-store-')))
  let running = await start(dataDir, options.port ?? 0, options.faults ?? false)
  const kill = (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => end(running.child, signal)
  const control = async (method: string, body?: unknown): Promise<void> => {
    if (running.faultsUrl === undefined)
      throw new Error('the event store was started without faults')
    const json = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${running.faultsUrl}/faults`, { method, ...json })
    if (!response.ok) throw new Error(`faults: ${response.status} ${await response.text()}`)
  }
  return {
    get url() {
      return `esdb://127.0.0.1:${running.port}?tls=false`
    },
    get port() {
      return running.port
    },
    get pid() {
      return running.child.pid ?? 0
    },
    dataDir,
    faults: {
      get url() {
        return `${running.faultsUrl}/faults`
      },
      set: (fault) => control('POST', fault),
      clear: () => control('DELETE'),
    },
    kill,
    pause: () => void running.child.kill('SIGSTOP'),
    resume: () => void running.child.kill('SIGCONT'),
    async restart() {
      await kill('SIGTERM')
      running = await start(dataDir, running.port, options.faults ?? false)
    },
    async stop() {
      await kill()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function start(dataDir: string, port: number, faults: boolean): Promise<Running> {
  const flags = ['--data', dataDir, '--port', String(port), '--with-parent']
  if (faults) flags.push('--faults-port', '0')
  const child = spawn(process.execPath, [...command, ...flags], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said = await firstWords(child)
  const found = /ready esdb:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1]
  const faultsUrl = /faults (http:\S+)/.exec(said)?.[1]
  if (found === undefined) throw new Error(`the event store did not start: ${said}`)
  return { child, port: Number(found), ...(faultsUrl !== undefined && { faultsUrl }) }
}

/** All that the process says until it is ready or has ended. */
function firstWords(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`the event store is not ready after ${startMs} ms: ${said}`))
    }, startMs)
    const listen = (text: Buffer): void => {
      said += text.toString()
      if (!said.includes('event store ready')) return
      clearTimeout(timer)
      resolve(said)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve(said)
    })
  })
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  // A frozen process takes no signal but SIGKILL until it goes on.
  child.kill('SIGCONT')
  await gone
}
