import { z } from 'zod'
import { conceal, type Concealed } from '../application/concealed.ts'

const httpUrl = z.url({ protocol: /^https?$/u })
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max)
const about = (description: string) => ({ description })

/** Every setting there is, with its default. What is left empty counts as not given. */
export const Environment = z.object({
  PORT: count(0, 65_535).default(5100).meta(about('The port to listen on; 0 takes a free one.')),
  HOST: z.string().default('127.0.0.1').meta(about('The address to listen on.')),
  PUBLIC_URL: httpUrl
    .optional()
    .meta(
      about(
        'How others reach this API; part of the tokens it issues. Default: its own host and port.',
      ),
    ),
  ROLE: z
    .enum(['all', 'api', 'projector'])
    .default('all')
    .meta(
      about(
        'What this process does: the API, the projector that keeps the read models, or both. Apart they need `EVENTSTORE_URL` and `REDIS_URL`.',
      ),
    ),
  DATA_DIR: z
    .string()
    .default('./data')
    .meta(about('Where keys, the person vault and the embedded event store are kept.')),
  EVENTSTORE_URL: z
    .string()
    .regex(/^(?:esdb|kurrentdb)(?:\+discover)?:\/\//u, 'is not an esdb:// connection string')
    .optional()
    .meta(about('The event store; without it the embedded one is started in `DATA_DIR`.')),
  EVENTSTORE_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9]{1,32}$/u, 'may hold a-z and 0-9 only, at most 32 of them')
    .optional()
    .meta(about('Begins the name of every stream, so that several installations share a cluster.')),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/u })
    .optional()
    .meta(about('Where the read models lie; without it they are held in memory.')),
  MASKINPORTEN_ISSUER: httpUrl
    .optional()
    .meta(about('The `iss` of Maskinporten tokens; without it a stand-in is started.')),
  MASKINPORTEN_JWKS_URL: httpUrl.optional().meta(about('Where Maskinporten publishes its keys.')),
  IDPORTEN_ISSUER: httpUrl
    .optional()
    .meta(about('The `iss` of ID-porten tokens; without it a stand-in is started.')),
  IDPORTEN_JWKS_URL: httpUrl.optional().meta(about('Where ID-porten publishes its keys.')),
  PORTAL_HOST: httpUrl
    .optional()
    .meta(about('Where people approve requests; `confirmUrl` leads there. Default: `PUBLIC_URL`.')),
  REGISTER_FILE: z
    .string()
    .optional()
    .meta(about('The party register, as a file. Default: the organisations of the story.')),
  CATALOGUE_FILE: z
    .string()
    .optional()
    .meta(
      about(
        'The access packages that there are, as a file; see concepts.md. Default: those of the project.',
      ),
    ),
  ROLES_FILE: z
    .string()
    .optional()
    .meta(about('The roles that there are, as a file. Default: those of the project.')),
  ENHETSREGISTERET_URL: httpUrl
    .optional()
    .meta(
      about(
        'The party register, as the open API of Enhetsregisteret (up to and with `/api`). The organisations of `REGISTER_FILE` are then left to it; its people are still taken in.',
      ),
    ),
  REGISTER_POLL_SECONDS: count(1, 3600)
    .default(30)
    .meta(about('How many seconds pass before the party register is asked for changes again.')),
  PERSON_NUMBERS: z
    .enum(['synthetic', 'real'])
    .default('synthetic')
    .meta(about('Which personal numbers are taken: the other kind is refused everywhere.')),
  REQUEST_TTL_DAYS: count(1, 3650)
    .default(180)
    .meta(about('How many days a request can be answered.')),
  REQUEST_EXPIRY_POLL_SECONDS: count(1, 3600)
    .default(60)
    .meta(about('How many seconds pass before it is looked again for requests whose time is up.')),
  READ_WAIT_MS: count(0, 30_000)
    .default(500)
    .meta(
      about('How many milliseconds a read waits for the position its consistency token names.'),
    ),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .meta(about('What is logged.')),
  VAULT_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/u, 'is not 64 hexadecimal digits')
    .optional()
    .meta(
      about('Secret: wraps the keys of the person vault. Default: made once, kept in `DATA_DIR`.'),
    ),
  VAULT_PEPPER: z
    .string()
    .regex(/^[0-9a-f]{64}$/u, 'is not 64 hexadecimal digits')
    .optional()
    .meta(
      about('Secret: hides personal numbers in the vault. Default: made once, kept in `DATA_DIR`.'),
    ),
})
type Environment = z.infer<typeof Environment>

export type IssuerConfig = { readonly issuer: string; readonly jwksUrl: URL }

export type Config = {
  readonly port: number
  readonly host: string
  readonly publicUrl?: string
  readonly role: Environment['ROLE']
  readonly dataDir: string
  readonly eventStoreNamespace?: string
  readonly maskinporten?: IssuerConfig
  readonly idporten?: IssuerConfig
  readonly portalHost?: string
  readonly registerFile?: string
  readonly catalogueFile?: string
  readonly rolesFile?: string
  readonly enhetsregisteretUrl?: string
  readonly registerPollMs: number
  readonly personNumbers: Environment['PERSON_NUMBERS']
  readonly requestTtlDays: number
  readonly expiryPollMs: number
  readonly readWaitMs: number
  readonly logLevel: Environment['LOG_LEVEL']
  /** Connection strings may hold passwords, so they are kept with the keys. */
  readonly secrets: {
    readonly eventStoreUrl?: Concealed<string>
    readonly redisUrl?: Concealed<string>
    readonly vaultKey?: Concealed<string>
    readonly vaultPepper?: Concealed<string>
  }
}

/** A setting that cannot be used. The message names the variable and what to do, and never shows its value. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig'
  readonly code = 'ERR_BAD_CONFIG'
}

/** @throws {BadConfig} naming every variable that is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.entries(environment).filter(
    ([, value]) => value !== undefined && value !== '',
  )
  const parsed = Environment.safeParse(Object.fromEntries(given))
  if (!parsed.success) throw new BadConfig(explained(parsed.error.issues))
  return configOf(parsed.data)
}

const explained = (issues: readonly z.core.$ZodIssue[]): string =>
  [
    'The configuration cannot be used:',
    ...issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`),
    'Correct or unset these environment variables; docs/reference/config.md lists them all.',
  ].join('\n')

function configOf(env: Environment): Config {
  const isWhole = env.EVENTSTORE_URL !== undefined && env.REDIS_URL !== undefined
  if (env.ROLE !== 'all' && !isWhole)
    throw new BadConfig(`ROLE=${env.ROLE} needs EVENTSTORE_URL and REDIS_URL, which it shares.`)
  const maskinporten = issuerOf('MASKINPORTEN', env.MASKINPORTEN_ISSUER, env.MASKINPORTEN_JWKS_URL)
  const idporten = issuerOf('IDPORTEN', env.IDPORTEN_ISSUER, env.IDPORTEN_JWKS_URL)
  return {
    port: env.PORT,
    host: env.HOST,
    role: env.ROLE,
    dataDir: env.DATA_DIR,
    personNumbers: env.PERSON_NUMBERS,
    requestTtlDays: env.REQUEST_TTL_DAYS,
    expiryPollMs: env.REQUEST_EXPIRY_POLL_SECONDS * 1000,
    readWaitMs: env.READ_WAIT_MS,
    logLevel: env.LOG_LEVEL,
    ...present('publicUrl', env.PUBLIC_URL && withoutTrailingSlash(env.PUBLIC_URL)),
    ...present('eventStoreNamespace', env.EVENTSTORE_NAMESPACE),
    ...present('maskinporten', maskinporten),
    ...present('idporten', idporten),
    ...present('portalHost', env.PORTAL_HOST && withoutTrailingSlash(env.PORTAL_HOST)),
    ...present('registerFile', env.REGISTER_FILE),
    ...present('catalogueFile', env.CATALOGUE_FILE),
    ...present('rolesFile', env.ROLES_FILE),
    ...present(
      'enhetsregisteretUrl',
      env.ENHETSREGISTERET_URL && withoutTrailingSlash(env.ENHETSREGISTERET_URL),
    ),
    registerPollMs: env.REGISTER_POLL_SECONDS * 1000,
    secrets: {
      ...present('eventStoreUrl', env.EVENTSTORE_URL && conceal(env.EVENTSTORE_URL)),
      ...present('redisUrl', env.REDIS_URL && conceal(env.REDIS_URL)),
      ...present('vaultKey', env.VAULT_KEY && conceal(env.VAULT_KEY)),
      ...present('vaultPepper', env.VAULT_PEPPER && conceal(env.VAULT_PEPPER)),
    },
  }
}

function issuerOf(
  name: 'MASKINPORTEN' | 'IDPORTEN',
  issuer: string | undefined,
  jwksUrl: string | undefined,
): IssuerConfig | undefined {
  if (issuer !== undefined && jwksUrl !== undefined) return { issuer, jwksUrl: new URL(jwksUrl) }
  if (issuer === undefined && jwksUrl === undefined) return undefined
  throw new BadConfig(`Set both ${name}_ISSUER and ${name}_JWKS_URL, or neither.`)
}

const withoutTrailingSlash = (url: string): string => url.replace(/\/+$/u, '')

/** `{ [name]: value }`, or nothing: an absent setting is absent, not undefined. */
const present = <Name extends string, Value>(
  name: Name,
  value: Value | '' | undefined,
): { readonly [N in Name]?: Value } | undefined =>
  value === undefined || value === '' ? undefined : objectOf(name, value)

function objectOf<Name extends string, Value>(
  name: Name,
  value: Value,
): { readonly [N in Name]?: Value } {
  const result: { [N in Name]?: Value } = {}
  result[name] = value
  return result
}

type Setting = { readonly name: string; readonly default: string; readonly about: string }

/** The table of settings, for the documentation. */
export const settings: readonly Setting[] = Object.entries(Environment.shape).map(
  ([name, schema]) => ({
    name,
    default: textOf(schema.safeParse(undefined).data),
    about: schema.meta()?.description ?? '',
  }),
)

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
