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
  process.exitCode = error instanceof UsageError ? 2 : 1
}

async function run(options: Options): Promise<void> {
  const store = await EventStore.open({
    directory: options.directory,
    onFailure: (error) => {
      // What is on the disk is not known any more. Clients must not be answered, so the process ends here and now.
      process.stderr.write(`event store: ${error.message}: ${String(error.cause)}\n`)
      process.exit(1)
    },
  })
  const server = await serveGrpc(store, options)
  let isStopping = false
  const stop = async (): Promise<void> => {
    if (isStopping) return
    isStopping = true
    await server.stop()
    await store.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  if (options.withParent)
    process.stdin
      .on('end', () => void stop())
      .on('error', () => void stop())
      .resume()
  const tls = options.tls !== undefined
  process.stdout.write(`event store ready esdb://${options.host}:${server.port}?tls=${tls}\n`)
}
