import type { LightMyRequestResponse } from 'fastify'
import type { z } from 'zod'
import type { Route } from '../../api/http/route.ts'
import { answersOf } from '../../api/openapi/answers-of.ts'
import type { Shape } from '../../api/openapi/operation.ts'
import { operations } from '../../api/openapi/operations.ts'

type Known = {
  readonly route: Route
  readonly pattern: RegExp
  readonly answers: ReadonlyMap<number, readonly Shape[]>
}

/** Routes in the order in which a call finds them: the one with the earliest words of its own comes first. */
function knownRoutes(routes: readonly Route[]): readonly Known[] {
  const byWords = (path: string): string => path.replaceAll(/:\w+/gu, '~')
  return routes
    .toSorted((a, b) => (byWords(a.path) < byWords(b.path) ? -1 : 1))
    .map((route) => ({
      route,
      pattern: new RegExp(`^${route.path.replaceAll(/:\w+/gu, '[^/]+')}$`, 'iu'),
      answers: answersOf(
        route,
        operations[`${route.method} ${route.path}`] ?? { id: '', summary: '', answers: {} },
      ),
    }))
}

type Given = { readonly statusCode: number; readonly type: string; readonly body: string }

const isOf = (shape: Shape, { type, body }: Given): boolean => {
  switch (shape) {
    case 'nothing':
      return body === '' && type === ''
    case 'words':
      return type.startsWith('text/plain') || (type.startsWith('application/json') && isText(body))
    case 'xml':
      return /^(?:text|application)\/xml/u.test(type)
    case 'turtle':
      return type.startsWith('text/turtle')
    case 'html':
      return type.startsWith('text/html')
    default:
      return type.includes('json') && fits(shape, body)
  }
}

const isText = (body: string): boolean => typeof JSON.parse(body) === 'string'

const fits = (schema: z.ZodType, body: string): boolean =>
  schema.safeParse(JSON.parse(body)).success

/** Holds every answer against the document. @throws when it is not there, naming the route and the answer. */
export function documented(routes: readonly Route[]) {
  const known = knownRoutes(routes)
  return (method: string, url: string, answer: LightMyRequestResponse): void => {
    if (!URL.canParse(url, 'http://api.test')) return
    const path = new URL(url, 'http://api.test').pathname
    const found = known.find((one) => one.route.method === method && one.pattern.test(path))
    if (found === undefined) return
    const { statusCode, body } = answer
    const given = { statusCode, type: String(answer.headers['content-type'] ?? ''), body }
    const shapes = found.answers.get(statusCode) ?? []
    if (shapes.some((shape) => isOf(shape, given))) return
    const where = `${method} ${found.route.path}`
    throw new Error(
      `${where} does not say that it answers ${statusCode} ${given.type} ${body.slice(0, 500)}`,
    )
  }
}
