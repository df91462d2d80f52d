import { parseArgs } from 'node:util'
import { z } from 'zod'

export const help = `Usage: event-store --data DIR [options]

A durable, single-node event store that speaks the EventStoreDB gRPC protocol.

  --data DIR           where the log lies; made if it is not there
  --port N             the port to listen on; 0, the default, takes a free one
  --host HOST          the address to listen on, 127.0.0.1 unless given; others than this machine's own need TLS
  --tls-cert FILE      certificate chain, PEM
  --tls-key FILE       private key, PEM
  --with-parent        end when standard input is closed, as it is when the parent process dies
  --faults-port N      for tests: serve fault control on this port of 127.0.0.1
  --help               this text

With EVENT_STORE_USERNAME and EVENT_STORE_PASSWORD set, clients must present them. That needs TLS too: over an open
connection the client keeps its credentials to itself.
`

const port = z.coerce.number().int().min(0).max(65_535)

const commandLine = z
  .object({
    data: z.string({ error: '--data is missing' }).min(1, '--data is empty'),
    port: port.default(0),
    host: z.string().min(1).default('127.0.0.1'),
    'tls-cert': z.string().optional(),
    'tls-key': z.string().optional(),
    'with-parent': z.boolean().default(false),
    'faults-port': port.optional(),
  })
  .refine((given) => (given['tls-cert'] === undefined) === (given['tls-key'] === undefined), {
    error: '--tls-cert and --tls-key go together',
  })
  .refine((given) => isLoopback(given.host) || given['tls-cert'] !== undefined, {
    error: '--host is not an address of this machine alone: give --tls-cert and --tls-key',
  })

const environment = z
  .object({
    EVENT_STORE_USERNAME: z.string().min(1).optional(),
    EVENT_STORE_PASSWORD: z.string().min(1).optional(),
  })
  .refine(
    (env) => (env.EVENT_STORE_USERNAME === undefined) === (env.EVENT_STORE_PASSWORD === undefined),
    { error: 'EVENT_STORE_USERNAME and EVENT_STORE_PASSWORD go together' },
  )

export type Credentials = { readonly username: string; readonly password: string }

export type Options = {
  readonly directory: string
  readonly host: string
  readonly port: number
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string }
  readonly credentials?: Credentials
  readonly withParent: boolean
  readonly faultsPort?: number
}

/** How the program was called is wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'ERR_USAGE'
}

/** @throws {UsageError} */
export function parseOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | 'help' {
  const values = parseFlags(argv)
  if (values.help) return 'help'
  const given = parsed(commandLine, values)
  const { EVENT_STORE_USERNAME: username, EVENT_STORE_PASSWORD: password } = parsed(
    environment,
    env,
  )
  const { 'tls-cert': certificateFile, 'tls-key': keyFile } = given
  const tls = certificateFile !== undefined && keyFile !== undefined && { certificateFile, keyFile }
  const credentials = username !== undefined && password !== undefined && { username, password }
  if (credentials && !tls) throw new UsageError('credentials need --tls-cert and --tls-key')
  return {
    directory: given.data,
    host: given.host,
    port: given.port,
    withParent: given['with-parent'],
    ...(tls && { tls }),
    ...(credentials && { credentials }),
    ...(given['faults-port'] !== undefined && { faultsPort: given['faults-port'] }),
  }
}

function parseFlags(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...argv],
      options: {
        data: text,
        port: text,
        host: text,
        'tls-cert': text,
        'tls-key': text,
        'faults-port': text,
        'with-parent': flag,
        help: flag,
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong arguments')
  }
}

function parsed<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw new UsageError(
    result.error.issues
      .map(({ path, message }) => (path.length > 0 ? `--${path.join('.')}: ${message}` : message))
      .join('; '),
  )
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
