import { z } from 'zod'
import type { Route } from '../http/route.ts'
import * as answers from './answers.ts'
import { answersOf } from './answers-of.ts'
import type { Operation, Shape } from './operation.ts'
import { operations } from './operations.ts'
import { type JsonSchema, jsonSchemaOf } from './schema.ts'

/** The schemas that have a name of their own in the document. */
const named = new Map<unknown, string>(
  Object.entries(answers)
    .filter(([, schema]) => schema instanceof z.ZodType)
    .map(([name, schema]) => [schema, name]),
)

/** The OpenAPI 3.1 document of these routes, made from their contracts. */
export const openapiDocument = (routes: readonly Route[]) => ({
  openapi: '3.1.1',
  info: {
    title: 'Systembruker',
    version: '1',
    description:
      'System users: a company gives a power of attorney to a piece of software. Numbers such as Q1 are those of the wire contract. Beside it every answer to a command has a Consistency-Token, by which a read can ask to see it; every write takes an Idempotency-Key, and one that changes what can be read an If-Match with its ETag.',
  },
  paths: pathsOf(routes),
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    },
    parameters: headers,
    schemas: Object.fromEntries(
      [...named].map(([schema, name]) => [
        name,
        schema instanceof z.ZodType ? jsonSchemaOf(schema, 'output') : {},
      ]),
    ),
  },
})

function pathsOf(routes: readonly Route[]): JsonSchema {
  const paths = new Map<string, Record<string, unknown>>()
  for (const route of routes) {
    const operation = operations[`${route.method} ${route.path}`]
    if (operation === undefined)
      throw new TypeError(`${route.method} ${route.path} is not described`)
    const path = route.path.replaceAll(/:(\w+)/gu, '{$1}')
    paths.set(path, {
      ...paths.get(path),
      [route.method.toLowerCase()]: operationOf(route, operation),
    })
  }
  return Object.fromEntries(paths)
}

function operationOf(route: Route, operation: Operation) {
  const { params, query, body } = partsOf(route.contract)
  const requestBody = bodyOf(route, body)
  return {
    operationId: operation.id,
    summary: operation.summary,
    ...(route.access.kind !== 'anyone' && {
      security: [{ bearer: [...route.access.scopes] }],
      'x-caller': route.access.kind,
    }),
    parameters: [
      ...parametersOf('path', params),
      ...parametersOf('query', query),
      ...headersOf(route),
    ],
    ...(requestBody && { requestBody }),
    responses: Object.fromEntries(
      [...answersOf(route, operation)]
        .toSorted(([a], [b]) => a - b)
        .map(([status, shapes]) => [
          String(status),
          { description: phrase(status), ...contentOf(shapes) },
        ]),
    ),
  }
}

const Parts = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
})

/** What a contract reads, part by part. */
function partsOf(contract: z.ZodType) {
  const { properties = {} } = Parts.parse(jsonSchemaOf(contract, 'input'))
  return { params: properties['params'], query: properties['query'], body: properties['body'] }
}

const AnyObject = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  required: z.array(z.string()).optional(),
})

const parametersOf = (place: 'path' | 'query', schema: JsonSchema | undefined) => {
  const { properties = {}, required = [] } = AnyObject.parse(schema ?? {})
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: one,
  }))
}

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
})

const headers = {
  consistencyToken: header(
    'Consistency-Token',
    'Answer from where an earlier answer was, or later.',
  ),
  idempotencyKey: header(
    'Idempotency-Key',
    'The same call with the same key is done once, and answered as the first time.',
  ),
  ifMatch: header('If-Match', 'Do it only while the thing has this ETag.'),
} as const

const headersOf = ({ isQuery, takesIfMatch }: Route) =>
  [
    'consistencyToken',
    ...(isQuery ? [] : ['idempotencyKey']),
    ...(takesIfMatch ? ['ifMatch'] : []),
  ].map((name) => ({ $ref: `#/components/parameters/${name}` }))

function bodyOf({ takes }: Route, schema: JsonSchema | undefined) {
  if (takes === 'form')
    return {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            properties: { policyFile: { type: 'string' } },
            required: ['policyFile'],
          },
        },
      },
    }
  if (takes === 'nothing') return undefined
  if (takes === 'bytes')
    return {
      required: true,
      content: { 'application/json': { schema: {} }, 'application/xml': { schema: {} } },
    }
  return { required: takes === 'json', content: { 'application/json': { schema: schema ?? {} } } }
}

const types = {
  words: 'text/plain',
  xml: 'text/xml',
  html: 'text/html',
  turtle: 'text/turtle',
} as const

function contentOf(shapes: readonly Shape[]) {
  const content: Record<string, { readonly schema: JsonSchema }> = {}
  for (const shape of shapes) {
    if (shape === 'nothing') continue
    if (typeof shape === 'string') content[types[shape]] = { schema: { type: 'string' } }
    else if (shape === answers.Problem)
      content['application/problem+json'] = { schema: refTo(shape) }
    else content['application/json'] = { schema: refTo(shape) }
  }
  return Object.keys(content).length > 0 ? { content } : {}
}

function refTo(schema: z.ZodType): JsonSchema {
  const name = named.get(schema)
  return name === undefined
    ? jsonSchemaOf(schema, 'output')
    : { $ref: `#/components/schemas/${name}` }
}

const phrases: Readonly<Record<number, string>> = {
  200: 'Done, or found',
  201: 'Made',
  202: 'Taken on',
  400: 'Something in the call is wrong',
  401: 'No token, or one that is not taken',
  403: 'Not for this caller',
  404: 'There is no such thing, or it is none of the caller’s',
  409: 'It does not go together with what stands',
  410: 'It is no more',
  412: 'It has changed since it was read',
  413: 'The body is too large',
  414: 'A part of the path is too long',
  415: 'The body is of another type',
  422: 'The key was used for another call',
  500: 'Something is broken here',
  503: 'Not ready; try again',
}

const phrase = (status: number): string => phrases[status] ?? String(status)
