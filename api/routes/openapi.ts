import { z } from 'zod'
import { anyone } from '../authentication.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { openapiDocument } from '../openapi/document.ts'
import { openapiPage, pagePolicy } from '../openapi/page.ts'

/** These routes and those two, as a document for programs and as a page for people. */
export function withOpenapi(others: readonly Route[]): readonly Route[] {
  let document: ReturnType<typeof openapiDocument> | undefined
  const made = () => (document ??= openapiDocument(all))
  const all: readonly Route[] = [
    ...others,
    route({
      method: 'GET',
      path: '/openapi.json',
      access: anyone,
      contract: z.unknown(),
      handler: async () => json(made()),
    }),
    route({
      method: 'GET',
      path: '/openapi',
      access: anyone,
      contract: z.unknown(),
      handler: async () => ({
        status: 200,
        contentType: 'text/html; charset=utf-8',
        body: openapiPage(made()),
        headers: { 'content-security-policy': pagePolicy, 'x-content-type-options': 'nosniff' },
      }),
    }),
  ]
  return all
}
