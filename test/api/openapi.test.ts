import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openapiDocument } from '../../api/openapi/document.ts'
import { operations } from '../../api/openapi/operations.ts'
import { type ApiWorld, apiWorld } from '../support/api-world.ts'
import { documented } from '../support/documented.ts'

const world: ApiWorld = await apiWorld()
const golden = fileURLToPath(new URL('../../docs/reference/openapi.json', import.meta.url))
const document = openapiDocument(world.routes)
const written = `${JSON.stringify(document, undefined, 2)}\n`
const Parameter = z.union([
  z.looseObject({ name: z.string(), in: z.string(), required: z.boolean() }),
  z.strictObject({ $ref: z.string() }),
])
const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(1),
  parameters: z.array(Parameter),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
})
const paths = z
  .record(z.string(), z.record(z.string(), Operation))
  .parse(JSON.parse(JSON.stringify(document.paths)))
const all = Object.entries(paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, operation })),
)

describe('the document of the API', () => {
  test('is the one that is kept: npm run openapi writes it anew', async () =>
    expect(written).toMatchFileSnapshot(golden))

  test('describes every route, and nothing that there is not', () => {
    const names = world.routes.map(({ method, path }) => `${method} ${path}`)
    expect(Object.keys(operations).toSorted()).toEqual(names.toSorted())
  })

  test('names every operation once', () => {
    const ids = all.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('says what stands in every path', () => {
    for (const { path, operation } of all) {
      const named = operation.parameters.flatMap((one) =>
        'name' in one && one.in === 'path' ? [one.name] : [],
      )
      const inPath = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name)
      expect([path, named]).toEqual([path, inPath])
    }
  })

  test('refers to nothing that it does not have', () => {
    const refs = [...written.matchAll(/"#\/components\/schemas\/(\w+)"/gu)].map(([, name]) => name)
    expect(refs.length).toBeGreaterThan(50)
    expect(refs.filter((name) => !(name ?? '' in document.components.schemas))).toEqual([])
  })

  test('shows the members of what is sent, whatever case they may be written in', () =>
    expect(document.paths).toMatchObject({
      '/authentication/api/v1/systemuser/request/vendor': {
        post: {
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: { systemId: {}, partyOrgNo: {}, externalRef: {} },
                  required: ['systemId', 'partyOrgNo'],
                },
              },
            },
          },
        },
      },
    }))

  test('is served to programs, and to people without anything from elsewhere', async () => {
    const json = await world.call(undefined, 'GET', '/openapi.json')
    expect(json.json()).toEqual(JSON.parse(written))
    const page = await world.call(undefined, 'GET', '/openapi')
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.body).not.toMatch(/<script|src=|href="http/u)
    expect(page.body).toContain('/authentication/api/v1/systemuser/request/vendor')
  })

  test('is what every answer of the tests is held against', async () => {
    const { routes } = world
    const isDocumented = documented(routes)
    const live = await world.app.inject({ method: 'GET', url: '/health/live' })
    expect(() => isDocumented('GET', '/health/live', live)).not.toThrow()
    expect(() => isDocumented('GET', '/openapi', live)).toThrow('does not say')
    const gone = Object.assign(Object.create(live), { statusCode: 418 })
    expect(() => isDocumented('GET', '/health/live', gone)).toThrow('418')
  })
})
