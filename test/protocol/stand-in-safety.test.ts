import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { startIdporten } from '../../servers/idporten/server.ts'
import { startMaskinporten } from '../../servers/maskinporten/server.ts'
import { startSkatteetaten } from '../../servers/skatteetaten/server.ts'
import {
  maskinportenForTest,
  standingClock,
  story,
  temporaryDirectory,
} from '../support/maskinporten.ts'

const main = fileURLToPath(new URL('../../servers/neighbours/main.ts', import.meta.url))

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function run(child: ChildProcess) {
  let out = ''
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const [code] = await once(child, 'close')
  return { code: Number(code), out }
}

async function lineOf(child: ChildProcess, wanted: RegExp): Promise<string> {
  let out = ''
  for await (const chunk of child.stdout ?? []) {
    out += String(chunk)
    const found = wanted.exec(out)
    if (found) return found[0]
  }
  throw new Error(`it ended without saying ${wanted.source}`)
}

describe('an issuer that is not on this machine', () => {
  const common = { port: 0, story, altinnUrl: 'http://127.0.0.1:9' }
  test.each([
    'https://maskinporten.no/',
    'http://127.0.0.1.evil.example/',
    'http://10.0.0.1/',
    'no address',
  ])('%s is refused', async (issuer) => {
    const dataDirectory = await temporaryDirectory()
    const refused = { code: 'ERR_STAND_IN_NOT_ALLOWED' }
    await expect(startMaskinporten({ ...common, dataDirectory, issuer })).rejects.toMatchObject(
      refused,
    )
    const registerPath = 'servers/story/register.json'
    await expect(
      startIdporten({ port: 0, dataDirectory, registerPath, issuer }),
    ).rejects.toMatchObject(refused)
    const service = { port: 0, altinnUrl: common.altinnUrl, policyPath: '', storyKeysPath: '' }
    await expect(
      startSkatteetaten({ ...service, maskinportenIssuer: issuer }),
    ).rejects.toMatchObject(refused)
  })

  test('is not localhost, which is accepted', async () => {
    const dataDirectory = await temporaryDirectory()
    const issuer = 'http://localhost:7070/'
    const server = await startMaskinporten({ ...common, dataDirectory, issuer })
    expect(server.issuer).toBe(issuer)
    await server.close()
  })
})

test('two servers do not share a data directory', async () => {
  const clock = standingClock()
  const first = await maskinportenForTest({ clock })
  const second = maskinportenForTest({ clock, dataDirectory: first.dataDirectory })
  await expect(second).rejects.toMatchObject({ code: 'ERR_DIRECTORY_IN_USE' })
  await first.close()
})

test.each([
  ['a process that is gone', '999999999'],
  ['a former process of the same number', String(process.pid)],
  ['nobody that can be read', ''],
])('a lock left by %s is taken over', async (_name, pid) => {
  const dataDirectory = await temporaryDirectory()
  await writeFile(join(dataDirectory, 'lock'), pid)
  const server = await maskinportenForTest({ clock: standingClock(), dataDirectory })
  await server.close()
})

test('a lock of another live process is not', async () => {
  const dataDirectory = await temporaryDirectory()
  await writeFile(join(dataDirectory, 'lock'), String(process.ppid))
  const server = maskinportenForTest({ clock: standingClock(), dataDirectory })
  await expect(server).rejects.toMatchObject({ code: 'ERR_DIRECTORY_IN_USE' })
})

test('a server that cannot have its port leaves its data directory free', async () => {
  const clock = standingClock()
  const first = await maskinportenForTest({ clock })
  const port = Number(new URL(first.issuer).port)
  const dataDirectory = await temporaryDirectory()
  const second = maskinportenForTest({ clock, dataDirectory, port })
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await first.close()
  const third = await maskinportenForTest({ clock, dataDirectory, port })
  await third.close()
})

const args = async () => ['--altinn', 'http://127.0.0.1:9', '--data', await temporaryDirectory()]

describe('the program', () => {
  test('says how it is used', async () => {
    const { code, out } = await run(start(['--help']))
    expect(code).toBe(0)
    expect(out).toContain('--port-base')
  })

  test('does not run in production', async () => {
    const { code, out } = await run(start(await args(), { NODE_ENV: 'production' }))
    expect(code).toBe(1)
    expect(out).toContain('--allow-production-stand-in')
  })

  test('says what it needs', async () => {
    const { code, out } = await run(start([]))
    expect(code).toBe(1)
    expect(out).toContain('--altinn is required')
  })

  test('says where all four are, and stops when it is asked to', async () => {
    const child = start([...(await args()), '--allow-production-stand-in'], {
      NODE_ENV: 'production',
    })
    const line = await lineOf(child, /neighbours ready (\{.*\})\n/u)
    const ready = Object(JSON.parse(line.slice('neighbours ready '.length)))
    for (const name of ['maskinporten', 'idporten', 'skatteetaten', 'smartcloud'])
      expect((await fetch(`${ready[name]}isalive`)).status).toBe(200)
    expect(ready.issuers.idporten).toBe(ready.idporten.slice(0, -1))
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  test('goes when its parent goes', async () => {
    const parent = parentOf([main, ...(await args()), '--with-parent'])
    const line = await lineOf(parent, /neighbours ready (\{.*\})\n/u)
    const { maskinporten } = Object(JSON.parse(line.slice('neighbours ready '.length)))
    parent.kill('SIGKILL')
    await expect
      .poll(
        () =>
          fetch(`${maskinporten}isalive`).then(
            () => 'there',
            () => 'gone',
          ),
        { timeout: 15_000 },
      )
      .toBe('gone')
  })

  test('goes when its parent went before it had started', async () => {
    const program = fileURLToPath(new URL('../support/slow-to-start.ts', import.meta.url))
    const parent = parentOf([program])
    const [, pid] = (await lineOf(parent, /begun \d+\n/u)).split(' ')
    parent.kill('SIGKILL')
    const isThere = (): boolean => {
      try {
        return process.kill(Number(pid), 0)
      } catch {
        return false
      }
    }
    await expect.poll(isThere, { timeout: 15_000 }).toBe(false)
  })
})

/** A process that does nothing but to have started a program, of which it tells what it says. */
function parentOf(program: readonly string[]): ChildProcess {
  const script = `
    const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ${JSON.stringify(['--import', 'tsx', ...program])},
      { stdio: ['ignore', 'pipe', 'ignore'], detached: true })
    child.stdout.on('data', (chunk) => process.stdout.write(chunk))
    setInterval(() => {}, 1000)`
  return spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
}
