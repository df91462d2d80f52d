import { describe, expect, test } from 'vitest'
import { computed, importsOf, targetOf } from './support/imports.ts'
import { filesEnding } from './support/source-files.ts'

type Rule = {
  /** Beside the place itself. */
  readonly folders: readonly string[]
  readonly packages: readonly string[]
}

const core = ['domain', 'projections', 'application']
const standIn: Rule = {
  folders: ['servers/support'],
  packages: ['fastify', 'jose', 'zod', 'node:*'],
}

/** What each place may import. The longest place that a file lies in counts; what is not here is refused. */
const rules: Readonly<Record<string, Rule>> = {
  domain: { folders: [], packages: ['zod'] },
  projections: { folders: ['domain'], packages: ['zod'] },
  application: { folders: ['domain', 'projections'], packages: ['zod'] },

  infrastructure: { folders: core, packages: ['zod', 'node:*'] },
  'infrastructure/event-store': {
    folders: [...core, 'infrastructure'],
    packages: ['@eventstore/db-client', 'zod', 'node:*'],
  },
  'infrastructure/tokens': {
    folders: [...core, 'infrastructure'],
    packages: ['jose', 'zod', 'node:*'],
  },
  'infrastructure/views': {
    folders: [...core, 'infrastructure'],
    packages: ['ioredis', 'redis', 'zod', 'node:*'],
  },
  'infrastructure/xacml': {
    folders: [...core, 'infrastructure'],
    packages: ['@rgrove/parse-xml', 'node:*'],
  },

  api: { folders: core, packages: ['fastify', '@fastify/*', 'zod', 'node:*'] },
  // The composition root alone knows the adapters, and makes the clients that they are given.
  'api/main.ts': {
    folders: [...core, 'api', 'infrastructure', 'portal'],
    packages: ['ioredis', 'zod', 'node:*'],
  },
  // A program of its own, composed of the same adapters.
  'api/rebuild.ts': { folders: [...core, 'infrastructure'], packages: ['zod', 'node:*'] },
  portal: { folders: core, packages: ['fastify', '@fastify/*', 'zod', 'node:*'] },

  'servers/support': { ...standIn, folders: [] },
  'servers/event-store': {
    folders: ['servers/support'],
    packages: [
      '@grpc/grpc-js',
      '@eventstore/db-client/generated/*',
      'google-protobuf/*',
      'zod',
      'node:*',
    ],
  },
  'servers/enhetsregisteret': standIn,
  'servers/idporten': standIn,
  'servers/maskinporten': standIn,
  'servers/skatteetaten': standIn,
  'servers/smartcloud': standIn,
  'servers/neighbours': { ...standIn, folders: ['servers'] },
  'servers/journey': { ...standIn, folders: ['servers'] },

  bench: { folders: [...core, 'infrastructure', 'api', 'servers', 'test'], packages: ['*'] },
  test: {
    folders: [...core, 'infrastructure', 'api', 'portal', 'servers', 'bench'],
    packages: ['*'],
  },
  'vitest.config.ts': { folders: ['test'], packages: ['vitest/config'] },
}

const liesIn = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place}/`)

const allows = (packages: readonly string[], specifier: string): boolean =>
  packages.some((name) =>
    name.endsWith('*') ? specifier.startsWith(name.slice(0, -1)) : specifier === name,
  )

/** The imports of a file that it may not have, each as it is written. */
function strangersIn(path: string, source: string): readonly string[] {
  const imports = importsOf(source)
  const place = Object.keys(rules)
    .filter((candidate) => liesIn(path, candidate))
    .toSorted((a, b) => b.length - a.length)[0]
  const rule = place === undefined ? undefined : rules[place]
  if (place === undefined || rule === undefined) return imports
  const strangers = imports.filter((specifier) => {
    const target = targetOf(path, specifier)
    if (target === undefined) return specifier === computed || !allows(rule.packages, specifier)
    return ![place, ...rule.folders].some((folder) => liesIn(target, folder))
  })
  const redisClients = imports.filter((specifier) => ['ioredis', 'redis'].includes(specifier))
  return new Set(redisClients).size > 1 ? [...strangers, ...redisClients] : strangers
}

const isOfOurs = (specifier: string): boolean => specifier.startsWith('.')

const modules = filesEnding('.ts')

describe('every module imports only what its place may', () => {
  test.each(modules)('$path', ({ path, text }) => {
    const strangers = strangersIn(path, text)
    // A test may load what it just compiled, and benches and tests may hold two clients against each other.
    const isTool = liesIn(path, 'test') || liesIn(path, 'bench')
    expect(isTool ? strangers.filter(isOfOurs) : strangers).toEqual([])
  })

  test('and there are modules to look at', () => expect(modules.length).toBeGreaterThan(100))
})

describe('a planted violation is found', () => {
  const planted = [
    ['an import up the layers', 'domain/a.ts', "import { x } from '../application/outcome.ts'"],
    ['one over several lines', 'domain/a.ts', "import {\n  x,\n} from '../api/config.ts'"],
    ['one of a type alone', 'domain/a.ts', "import type { X } from '../projections/views.ts'"],
    ['one for its effect', 'projections/a.ts', "import '../application/outcome.ts'"],
    ['a re-export', 'application/a.ts', "export { x } from '../infrastructure/secrets.ts'"],
    ['a re-export of all', 'application/a.ts', "export * from '../api/config.ts'"],
    ['a dynamic import', 'application/a.ts', "const x = await import('../api/config.ts')"],
    ['the type of a dynamic import', 'domain/a.ts', "type X = import('../api/a.ts').X"],
    ['a computed import', 'domain/a.ts', 'const x = await import(`../${where}.ts`)'],
    ['a require', 'domain/a.ts', "const x = require('node:fs')"],
    ['a package', 'domain/a.ts', "import fastify from 'fastify'"],
    ['a package within a package', 'domain/a.ts', "import { x } from 'zod/v4/core'"],
    ['a part of Node', 'application/a.ts', "import { readFile } from 'node:fs/promises'"],
    ['an adapter seen by a route', 'api/routes/a.ts', "import '../../infrastructure/secrets.ts'"],
    ['a server that imports the core', 'servers/idporten/a.ts', "import '../../domain/a.ts'"],
    ['a server that imports another', 'servers/idporten/a.ts', "import '../smartcloud/a.ts'"],
    ['the core that imports a server', 'api/main.ts', "import '../servers/idporten/main.ts'"],
    ['the client inside the store', 'servers/event-store/a.ts', "import '@eventstore/db-client'"],
    ['a client of another adapter', 'infrastructure/xacml/a.ts', "import { x } from 'ioredis'"],
    ['two Redis clients', 'infrastructure/views/a.ts', "import 'redis'\nimport 'ioredis'"],
    ['what a test needs', 'infrastructure/a.ts', "import '../test/support/given.ts'"],
    ['a place with no rule', 'elsewhere/a.ts', "import { z } from 'zod'"],
  ] as const

  test.each(planted)('%s', (_, path, source) => expect(strangersIn(path, source)).not.toEqual([]))

  test('and what is allowed is not', () => {
    const source = [
      "import { z } from 'zod'",
      "import type { Event } from '../domain/decider.ts'",
      "export { same } from '../domain/same.ts'",
      "import { ref } from '../projections/views.ts'",
      '// import x from "../api/config.ts" is only said here',
      "const text = 'a letter from ' + 'b'",
      "const list = Array.from('abc')",
    ].join('\n')
    expect(strangersIn('application/a.ts', source)).toEqual([])
  })
})

describe('no module is left that nothing imports', () => {
  const entries = [
    /^api\/(?:main|rebuild)\.ts$/u,
    /^servers\/[^/]+\/main\.ts$/u,
    /^bench\/(?:main|.*\/main)\.ts$/u,
    /\.test\.ts$/u,
    /^vitest\.config\.ts$/u,
  ]
  // A program that runs as a process of its own is named by its path, without the ending that it has when compiled.
  const program = /'((?:api|bench|servers)\/[\w/-]+)'/gu
  const imported = new Set(
    modules.flatMap(({ path, text }) => [
      ...importsOf(text).flatMap((specifier) => targetOf(path, specifier) ?? []),
      ...[...text.matchAll(program)].map(([, started]) => `${started}.ts`),
    ]),
  )
  const isDead = (path: string): boolean =>
    !imported.has(path) && !entries.some((entry) => entry.test(path))
  /** Without the composition root nothing of the adapters is in use. */
  const isWhole = modules.some(({ path }) => path === 'api/main.ts')

  test('in any folder of the program', () => {
    const dead = modules
      .map(({ path }) => path)
      .filter((path) => !liesIn(path, 'test') && isDead(path))
    expect(isWhole ? dead : []).toEqual([])
  })

  test('and a planted one is found', () => expect(isDead('domain/nobody-asks.ts')).toBe(true))
})
