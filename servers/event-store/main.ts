import { serveFaultControl } from './faults/control.ts'
import { basic, everybody } from './grpc/authorize.ts'
import { serveGrpc } from './grpc/server.ts'
import { help, type Options, parseOptions, UsageError } from './options.ts'
import { EventStore } from './store/event-store.ts'

try {
  const options = parseOptions(process.argv.slice(2), process.env)
  if (options === 'help') process.stdout.write(help)
  else await run(options)
} catch (error) {
  process.stderr.write(`event store: ${error instanceof Error ? error.message : String(error)}\n`)
  if (error instanceof UsageError) process.stderr.write(`\n${help}`)
  process.exit(error instanceof UsageError ? 2 : 1)
}

async function run(options: Options): Promise<void> {
  const store = await EventStore.open({
    directory: options.directory,
    onFailure: (error) => {
      // What is on the disk is not known any more. Nobody may be answered from it, so the process ends here and now.
      process.stderr.write(`event store: ${error.message}: ${String(error.cause)}\n`)
      process.exit(1)
    },
  })
  const faults =
    options.faultsPort === undefined ? undefined : await serveFaultControl(options.faultsPort)
  if (faults !== undefined)
    process.stdout.write(`event store faults http://127.0.0.1:${faults.port}\n`)
  const server = await serveGrpc(store, {
    host: options.host,
    port: options.port,
    authorize: options.credentials === undefined ? everybody : basic(options.credentials),
    interceptors: faults === undefined ? [] : [faults.injection.interceptor],
    ...(options.tls !== undefined && { tls: options.tls }),
  })
  stopWhenAsked(options, async () => {
    faults?.close()
    await server.stop()
    await store.close()
  })
  const url = `esdb://${hostInUrl(options.host)}:${server.port}?tls=${options.tls !== undefined}`
  process.stdout.write(`event store ready ${url}\n`)
}

function stopWhenAsked({ withParent }: Options, close: () => Promise<void>): void {
  let isStopping = false
  const stop = (): void => {
    if (isStopping) return
    isStopping = true
    void close().then(() => process.exit(0))
  }
  process.on('SIGTERM', stop).on('SIGINT', stop)
  if (withParent) process.stdin.on('end', stop).on('error', stop).resume()
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
