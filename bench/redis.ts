import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type BenchRedis = { readonly url: string; stop(): Promise<void> }

/**
 * A real redis-server on a socket of its own, holding nothing on disk.
 *
 * @throws when redis-server is not installed.
 */
export async function startRedis(): Promise<BenchRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-redis-'))
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory]
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  await new Promise<void>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error('redis-server cannot be started; is it installed?', { cause: error })),
    )
    child.once('exit', () => reject(new Error(`redis-server ended; is port ${port} taken?`)))
    lines.on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve()
    })
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      await rm(directory, { recursive: true, force: true })
    },
  }
}
