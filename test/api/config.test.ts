import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { BadConfig, readConfig, settings } from '../../api/config.ts'
import { secretsOf } from '../../infrastructure/secrets.ts'

const key = 'ab'.repeat(32)

describe('the configuration', () => {
  test('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      port: 5100,
      host: '127.0.0.1',
      dataDir: './data',
      requestTtlDays: 180,
      readWaitMs: 500,
      secrets: {},
    })
  })
  test('takes what is empty for not given', () => {
    expect(readConfig({ PORT: '', REDIS_URL: '' })).toEqual(readConfig({}))
  })
  test.each([
    ['PORT', '70000'],
    ['PORT', 'x'],
    ['PUBLIC_URL', 'ftp://x'],
    ['EVENTSTORE_URL', 'http://x'],
    ['EVENTSTORE_NAMESPACE', 'A-b'],
    ['REDIS_URL', 'http://x'],
    ['REQUEST_TTL_DAYS', '0'],
    ['VAULT_KEY', 'secret-but-short'],
  ])('says that %s is wrong, and does not repeat %s', (name, value) => {
    const reading = (): unknown => readConfig({ [name]: value })
    expect(reading).toThrow(BadConfig)
    expect(reading).toThrow(`${name}: `)
    expect(reading).not.toThrow('secret-but-short')
  })
  test('wants an issuer with its keys', () => {
    expect(() => readConfig({ MASKINPORTEN_ISSUER: 'https://a.b/' })).toThrow(
      /MASKINPORTEN_JWKS_URL/u,
    )
  })
  test('cannot be made to show a secret', () => {
    const config = readConfig({
      VAULT_KEY: key,
      VAULT_PEPPER: key,
      REDIS_URL: 'redis://:pass@localhost',
      EVENTSTORE_URL: 'esdb://admin:pass@localhost:2113',
    })
    for (const shown of [JSON.stringify(config), inspect(config, { depth: 9 })]) {
      expect(shown).not.toContain(key)
      expect(shown).not.toContain('pass')
    }
    expect(config.secrets.redisUrl?.reveal()).toBe('redis://:pass@localhost')
  })
  test('keeps the secrets that it makes, for their owner alone', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'secrets-'))
    const first = await secretsOf(dataDir, {})
    const second = await secretsOf(dataDir, {})
    expect(first.vaultKey.equals(second.vaultKey)).toBe(true)
    expect(first.vaultKey.equals(first.vaultPepper)).toBe(false)
    expect((await stat(join(dataDir, 'keys', 'vault-key'))).mode & 0o077).toBe(0)
    expect(inspect(first)).not.toMatch(/[0-9a-f]{32}/u)
    await rm(dataDir, { recursive: true })
  })
  test('is documented setting by setting', async () => {
    const page = await readFile(new URL('../../docs/reference/config.md', import.meta.url), 'utf8')
    const rows = page.split('\n').filter((line) => line.startsWith('| `'))
    const cells = rows.map((row) =>
      row.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/gu, '').trim()),
    )
    expect(cells).toEqual(
      settings.map(({ name, default: value, about }) => [
        `\`${name}\``,
        value === '' ? '–' : `\`${value}\``,
        about,
      ]),
    )
  })
})
