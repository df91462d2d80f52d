import type { FastifyInstance } from 'fastify'

/** Takes forms and nothing else: any other media type is answered 415. */
export function takeFormsOnly(routes: FastifyInstance): void {
  routes.removeAllContentTypeParsers()
  routes.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string) => body,
  )
}

/** The text of a form; empty when there was no body. */
export const formText = (body: unknown): string => (typeof body === 'string' ? body : '')
