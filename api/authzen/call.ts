import { z } from 'zod'
import type { Asking } from '../../application/decide-access.ts'
import type { Position } from '../../projections/recorded.ts'
import type { Organisation } from '../authentication.ts'
import { consistencyToken } from '../consistency-token.ts'
import { type Answer, json, textType } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { parseStrictJson, RefusedJson } from '../http/strict-json.ts'
import { asker, askingOf } from '../routes/authorize.ts'

/** A call that is refused as a whole, and why (§10.1): status 400 and a sentence. */
export class RefusedCall extends Error {
  override readonly name = 'RefusedCall'
  readonly code = 'ERR_REFUSED_CALL'
}

/** A body read by its contract. @throws {RefusedCall} */
export function readAs<Read>(contract: z.ZodType<Read>, body: unknown): Read {
  const read = contract.safeParse(body)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const place = issue?.path.map(String).join('.')
  throw new RefusedCall(`${place === '' ? 'The body' : place}: ${issue?.message ?? 'is not right'}`)
}

export type AuthzenCall = {
  readonly body: Readonly<Record<string, unknown>>
  readonly asking: Asking
  readonly caller: Organisation
}

export type AuthzenAnswer = { readonly body: unknown; readonly position: Position | undefined }

const Sent = z.object({ bytes: z.instanceof(Uint8Array), contentType: z.string() })
const JsonObject = z.record(z.string(), z.unknown())

/** A route of the dialect: JSON in and out, faults in words, and the caller's request id given back (§10). */
export const authzenRoute = (
  { installationId }: { readonly installationId: string },
  path: string,
  handler: (call: AuthzenCall) => Promise<AuthzenAnswer>,
): Route =>
  route({
    method: 'POST',
    path,
    access: asker,
    takes: 'bytes',
    isQuery: true,
    echoesRequestId: true,
    contract: z.object({ body: Sent }),
    handler: async ({ input, atLeast, caller }) => {
      try {
        const asking = askingOf(caller, atLeast)
        const { body, position } = await handler({ body: bodyIn(input.body), asking, caller })
        return json(body, 200, positionHeader(installationId, position))
      } catch (error) {
        if (error instanceof RefusedCall) return refused(error.message)
        throw error
      }
    },
  })

function bodyIn({ bytes, contentType }: z.infer<typeof Sent>): Readonly<Record<string, unknown>> {
  if (!/^application\/json *(?:;|$)/iu.test(contentType))
    throw new RefusedCall('The content type is not application/json.')
  try {
    return readAs(JsonObject, parseStrictJson(bytes))
  } catch (error) {
    throw error instanceof RefusedJson ? new RefusedCall(error.message) : error
  }
}

const positionHeader = (installationId: string, position: Position | undefined) =>
  position === undefined ? {} : { 'consistency-token': consistencyToken(installationId, position) }

const refused = (message: string): Answer => ({
  status: 400,
  contentType: textType,
  body: message,
})
