import type { parseArgs } from 'node:util'
import { StandInNotAllowed, requireNotProduction } from './stand-in.ts'

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>

/** Options that every program here has. */
export const commonOptions = {
  help: { type: 'boolean' },
  'with-parent': { type: 'boolean' },
  'allow-production-stand-in': { type: 'boolean' },
} as const satisfies Options

/** What was asked for on the command line cannot be done; the text is for the one who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'ERR_USAGE'
}

type Closable = { close(): Promise<void> }

const parentCheckMs = 500

/** Who started this program. It may be gone before the program is ready, so it is asked for first. */
const parent = process.ppid

/** Calls back once, when the process that started this one is gone. */
function whenParentIsGone(act: () => void): void {
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    act()
  }, parentCheckMs)
  timer.unref()
}

async function closeAndExit(running: Closable): Promise<void> {
  try {
    await running.close()
    process.exit(0)
  } catch (error) {
    console.error(error)
    process.exit(1)
  }
}

function stopOnRequest(running: Closable, withParent: boolean): void {
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    void closeAndExit(running)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  if (withParent) whenParentIsGone(stop)
}

const isExpected = (error: unknown): error is Error =>
  error instanceof UsageError ||
  error instanceof StandInNotAllowed ||
  (error instanceof Error && 'code' in error)

/**
 * Runs a server as a program: prints its usage for `--help`, refuses production, starts, and closes on
 * SIGINT, SIGTERM, or (with `--with-parent`) when its parent is gone.
 */
export async function runProgram(
  usage: string,
  flags: { readonly [name in keyof typeof commonOptions]?: boolean | undefined },
  start: () => Promise<Closable>,
): Promise<void> {
  if (flags.help) {
    console.log(usage)
    return
  }
  try {
    requireNotProduction(process.env['NODE_ENV'], flags['allow-production-stand-in'] ?? false)
    stopOnRequest(await start(), flags['with-parent'] ?? false)
  } catch (error) {
    if (!isExpected(error)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}

/** A port number, 0 meaning any free one. @throws {UsageError} */
export function portOf(text: string | undefined, fallback: number): number {
  const port = text === undefined ? fallback : Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`not a port: ${text}`)
  return port
}

/** @throws {UsageError} when it is missing. */
export function required(name: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`--${name} is required (see --help)`)
  return value
}
