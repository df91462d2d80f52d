import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { EventStoreDBClient, jsonEvent, START } from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parseOptions } from '../../servers/event-store/options.ts'
import { readToEnd } from '../support/conformance/translate.ts'
import { temporaryDirectory } from '../support/event-log.ts'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'

const main = fileURLToPath(new URL('../../servers/event-store/main.ts', import.meta.url))
const command = (...flags: string[]): string[] => ['--import', 'tsx', main, ...flags]

function runToEnd(flags: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, command(...flags), {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 30_000,
  })
  return { status, stdout, stderr }
}

/** Starts the program with these flags and gives back the address it answers on. */
async function start(flags: string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, command(...flags), {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  onTestFinished(async () => {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  })
  const [said]: unknown[] = await once(child.stdout, 'data')
  return /ready (esdb:\S+)/.exec(String(said))?.[1] ?? String(said)
}

const event = () => jsonEvent({ type: 'Tested', data: { a: 1 } })

describe('the command line', () => {
  test('is explained by --help', () => {
    const { status, stdout } = runToEnd(['--help'])
    expect(status).toBe(0)
    expect(stdout).toContain('--data DIR')
  })

  test('is refused with a word on why, and the explanation', () => {
    const { status, stderr } = runToEnd(['--host', '0.0.0.0', '--data', 'x'])
    expect(status).toBe(2)
    expect(stderr).toContain('not an address of this machine alone')
    expect(stderr).toContain('--data DIR')
  })

  test.each([
    [[], '--data is missing'],
    [['--data', 'x', '--port', '70000'], '--port'],
    [['--data', 'x', '--nonsense'], '--nonsense'],
    [['--data', 'x', '--tls-cert', 'c'], '--tls-cert and --tls-key go together'],
    [['--data', 'x', '--host', '192.0.2.1'], 'not an address of this machine alone'],
    [['--data', 'x', '--host', '127.0.0.1.example.org'], 'not an address of this machine alone'],
  ])('of %j is wrong', (flags, why) => {
    expect(() => parseOptions(flags, {})).toThrow(why)
  })

  test('may name an address that others reach when there is a certificate', () => {
    const flags = ['--data', 'x', '--host', '0.0.0.0', '--tls-cert', 'c', '--tls-key', 'k']
    expect(parseOptions(flags, {})).toMatchObject({ host: '0.0.0.0' })
  })

  test('refuses credentials that would go over an open connection', () => {
    const env = { EVENT_STORE_USERNAME: 'u', EVENT_STORE_PASSWORD: 'p' }
    const why = 'credentials need --tls-cert and --tls-key'
    expect(() => parseOptions(['--data', 'x'], env)).toThrow(why)
    const half = { EVENT_STORE_USERNAME: 'u' }
    expect(() => parseOptions(['--data', 'x'], half)).toThrow('go together')
  })

  test('names the damaged file and ends', async () => {
    const directory = await temporaryDirectory()
    writeFileSync(join(directory, '00000000.log'), Buffer.alloc(100))
    const { status, stderr } = runToEnd(['--data', directory])
    expect(status).toBe(1)
    expect(stderr).toContain('00000000.log is damaged at offset 0')
  })
})

function memoryOf({ pid }: RunningEventStore): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

describe('a running store', () => {
  let store: RunningEventStore
  let client: EventStoreDBClient
  beforeAll(async () => {
    store = await startEventStore()
    client = EventStoreDBClient.connectionString(store.url)
  })
  afterAll(async () => {
    await client.dispose()
    await store.stop()
  })

  test('is found by discovery', async () => {
    const discovered = EventStoreDBClient.connectionString(
      `esdb+discover://127.0.0.1:${store.port}?tls=false`,
    )
    await discovered.appendToStream('discovered', event())
    await discovered.dispose()
  })

  test('says that calls it does not serve are unimplemented', async () => {
    await expect(client.getProjectionStatus('p')).rejects.toThrow(/UNIMPLEMENTED/)
    await expect(client.listAllPersistentSubscriptions()).rejects.toThrow(Error)
  })

  test('refuses its directory to another', () => {
    const { status, stderr } = runToEnd(['--data', store.dataDir])
    expect(status).toBe(1)
    expect(stderr).toContain(`in use by process ${store.pid}`)
  })

  test('sends a slow reader no more than it takes', async () => {
    const data = { text: 'x'.repeat(1000) }
    for (let written = 0; written < 20_000; written += 500)
      await client.appendToStream(
        'long',
        Array.from({ length: 500 }, () => jsonEvent({ type: 'Tested', data })),
      )
    const before = memoryOf(store)
    const subscriptions = Array.from({ length: 20 }, () => {
      const subscription = client.subscribeToAll({ fromPosition: START })
      subscription.once('data', () => subscription.pause())
      return subscription
    })
    await Promise.all(subscriptions.map((subscription) => once(subscription, 'confirmation')))
    await sleep(1500)
    // All that the 20 of them would be sent is 400 MB.
    expect(memoryOf(store) - before).toBeLessThan(100_000)
    await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()))
  })

  test('keeps its data through a stop and a start', async () => {
    const { position } = await client.appendToStream('kept', event())
    await store.restart()
    const again = EventStoreDBClient.connectionString(store.url)
    for await (const { event: kept } of again.readStream('kept'))
      expect(kept?.position).toEqual(position)
    await again.dispose()
  })
})

test('a store started with its parent ends when the parent does', async () => {
  const directory = await temporaryDirectory()
  const child = spawn(process.execPath, command('--data', directory, '--with-parent'), {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  await once(child.stdout, 'data')
  child.stdin.end()
  expect(await gone).toEqual([0, null])
})

test('a store whose disk takes no more ends at once, with a word on why', async () => {
  const directory = await temporaryDirectory()
  // The limit counts blocks of 1024 bytes, and must let the first segment's header through.
  const limited = `ulimit -f 1500; exec "$0" "$@"`
  const child = spawn('bash', ['-c', limited, process.execPath, ...command('--data', directory)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', (text) => {
    complaint += String(text)
  })
  const gone = once(child, 'exit')
  const [said]: unknown[] = await once(child.stdout, 'data')
  const url = /ready (esdb:\S+)/.exec(String(said))?.[1] ?? ''
  const client = EventStoreDBClient.connectionString(url)
  const data = { text: 'x'.repeat(500_000) }
  const append = () => client.appendToStream('s', jsonEvent({ type: 'T', data }))
  await expect(
    (async () => {
      for (let n = 0; n < 10; n += 1) await append()
    })(),
  ).rejects.toThrow(Error)
  const [code]: unknown[] = await gone
  expect(code).not.toBe(0)
  expect(complaint).toContain('the log cannot be written to')
  await client.dispose()
})

function makeCertificate(directory: string) {
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  const files = ['-keyout', key, '-out', cert]
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', ...kind, ...files, ...subject], { stdio: 'ignore' })
  return { key, cert }
}

describe('over TLS', () => {
  test('only those with the right credentials may write and read', async () => {
    const directory = await temporaryDirectory()
    const { key, cert } = makeCertificate(directory)
    const flags = ['--data', join(directory, 'data'), '--tls-cert', cert, '--tls-key', key]
    const env = { EVENT_STORE_USERNAME: 'writer', EVENT_STORE_PASSWORD: 'right' }
    const url = new URL((await start(flags, env)).replace('esdb:', 'http:'))
    const connect = (who: string) =>
      EventStoreDBClient.connectionString(
        `esdb://${who}${url.host}?tls=true&tlsCAFile=${encodeURIComponent(cert)}`,
      )
    const right = connect('writer:right@')
    await right.appendToStream('s', event())
    for (const who of ['writer:wrong@', 'other:right@', '']) {
      const wrong = connect(who)
      const denied = { type: 'access-denied' }
      await expect(wrong.appendToStream('s', event())).rejects.toMatchObject(denied)
      await expect(wrong.deleteStream('s')).rejects.toMatchObject(denied)
      const credentials = { username: 'writer', password: 'bad' }
      await expect(wrong.appendToStream('s', event(), { credentials })).rejects.toMatchObject(
        denied,
      )
      expect((await readToEnd(wrong.readStream('s'))).error).toMatchObject(denied)
      await wrong.dispose()
    }
    await right.dispose()
  })
})
