import { cp, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type MaskinportenConfig, startMaskinporten } from '../../servers/maskinporten/server.ts'
import { Story, StoryKeys } from '../../servers/maskinporten/story.ts'
import { goodParts, type GrantMaker, type Parts, sign, tokenForm } from './grants.ts'

export const startOfTest = Date.parse('2026-01-05T12:00:00Z')

/** A clock that stands until it is moved. */
export function standingClock(ms = startOfTest) {
  const clock = { ms }
  return {
    now: () => clock.ms,
    seconds: () => Math.floor(clock.ms / 1000),
    advance(seconds: number) {
      clock.ms += seconds * 1000
    },
  }
}
export type StandingClock = ReturnType<typeof standingClock>

export const skatteetaten = '974761076'
export const vendor = '312605031'
export const otherVendor = '314330897'
export const customer = '310702641'

const vendorScopes = [
  'skatteetaten:kravogbetalinger',
  'skatteetaten:innlevering',
  'altinn:portal/enduser',
  'altinn:authentication/systemregister.write',
  'idporten:dcr.read',
  'idporten:dcr.modify',
  'idporten:dcr.write',
]

export const story: Story = Story.parse({
  prefixes: [
    { prefix: 'altinn', owner: '991825827' },
    { prefix: 'idporten', owner: '991825827' },
    { prefix: 'skatteetaten', owner: skatteetaten },
  ],
  scopes: [
    ...vendorScopes.filter((name) => name !== 'altinn:portal/enduser').map((name) => ({ name })),
    { name: 'skatteetaten:hemmelig' },
    { name: 'altinn:portal/enduser', integrationTypes: ['idporten'] },
    { name: 'altinn:authorization/authorize' },
    { name: 'altinn:resourceregistry/resource.write' },
    { name: 'altinn:maskinporten/systemuser.read', visibility: 'INTERNAL' },
    { name: 'idporten:scopes.write' },
  ],
  organisations: [
    {
      orgNo: skatteetaten,
      name: 'Skatteetaten',
      scopes: [
        'idporten:scopes.write',
        'altinn:authorization/authorize',
        'altinn:resourceregistry/resource.write',
      ],
    },
    // The internal scope stands on the client, so that what refuses it is not its absence there.
    {
      orgNo: vendor,
      name: 'SmartCloud AS',
      scopes: [...vendorScopes, 'altinn:maskinporten/systemuser.read'],
    },
    { orgNo: otherVendor, name: 'Tallmakerne AS', scopes: vendorScopes },
  ],
})

export const temporaryDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'systembruker-'))

const Body = z.record(z.string(), z.unknown())

export type TokenReply = {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

export async function postToken(issuer: string, init: RequestInit): Promise<TokenReply> {
  const response = await fetch(`${issuer}token`, { method: 'POST', ...init })
  const { status, headers } = response
  return { status, headers, body: Body.parse(await response.json()) }
}

async function makeTemplate(): Promise<string> {
  const dataDirectory = await temporaryDirectory()
  const { now } = standingClock()
  const config = { port: 0, dataDirectory, altinnUrl: 'http://127.0.0.1:9', story, now }
  const server = await startMaskinporten(config)
  await server.close()
  return dataDirectory
}

let template: Promise<string> | undefined

/** A directory as it is after a first start. Making keys is slow, so it is made once and copied. */
async function startedDirectory(): Promise<string> {
  template ??= makeTemplate()
  const directory = await temporaryDirectory()
  await cp(await template, directory, { recursive: true })
  return directory
}

/** A Maskinporten of one's own, with the client of each organisation. */
export async function maskinportenForTest(
  config: Partial<MaskinportenConfig> & { readonly clock: StandingClock },
) {
  const { clock } = config
  const dataDirectory = config.dataDirectory ?? (await startedDirectory())
  const server = await startMaskinporten({
    port: 0,
    altinnUrl: 'http://127.0.0.1:9',
    story,
    now: clock.now,
    ...config,
    dataDirectory,
  })
  const { issuer, storyKeysPath } = server
  const keys = StoryKeys.parse(JSON.parse(await readFile(storyKeysPath, 'utf8')))
  const client = (orgNo: string): GrantMaker => {
    const found = keys.organisations.find((organisation) => organisation.orgNo === orgNo)
    if (found === undefined) throw new Error(`no client for ${orgNo}`)
    return { clientId: found.clientId, privateJwk: found.privateJwk, issuer }
  }
  const good = (orgNo = vendor): Parts => goodParts(client(orgNo), clock.seconds())
  const send = (assertion: string) => postToken(issuer, { body: tokenForm(assertion) })
  return {
    server,
    issuer,
    dataDirectory,
    client,
    good,
    send,
    /** Signs the parts as an organisation and sends them. */
    ask: (parts: Parts, orgNo = vendor) => send(sign(parts, client(orgNo).privateJwk)),
    async token(orgNo: string, scope: string): Promise<string> {
      const parts = good(orgNo)
      const reply = await send(
        sign({ ...parts, claims: { ...parts.claims, scope } }, client(orgNo).privateJwk),
      )
      return z.object({ access_token: z.string() }).parse(reply.body).access_token
    },
    close: () => server.close(),
  }
}
export type MaskinportenForTest = Awaited<ReturnType<typeof maskinportenForTest>>

const Uri = z.string().default('')

/** The error of a reply without what differs from one time to the next. */
export const errorOf = ({ status, body }: TokenReply) => ({
  status,
  error: body['error'],
  mp: /MP-\d+$/u.exec(Uri.parse(body['error_uri']))?.[0],
})

const jsonOf = (part: string): unknown =>
  JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))

/** The parts of a compact token, as they are written. */
export function decode(token: unknown): { header: unknown; claims: Record<string, unknown> } {
  const [header = '', claims = ''] = String(token).split('.')
  return { header: jsonOf(header), claims: Body.parse(jsonOf(claims)) }
}
