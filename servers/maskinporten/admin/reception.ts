import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { DurableDocument } from '../../support/durable-document.ts'
import type { Registrations } from '../state.ts'
import type { Switches } from '../switches.ts'
import { type AdminResult, refused, sendRefusal } from './admin-refusals.ts'
import { type AdminPorts, administrator } from './admin-token.ts'

export type AdminServer = AdminPorts & {
  readonly registrations: DurableDocument<Registrations>
  readonly switches: Switches
}

/** What a route may do in the name of an organisation, once its token has shown that it may. */
export type Desk = {
  readonly orgNo: string
  readonly at: string
  readonly state: Registrations
  readonly change: DurableDocument<Registrations>['change']
}

export type Reception = {
  /** Answers with what `act` gives, if the caller has any of the scopes. */
  readonly serve: <T>(
    scopes: readonly string[],
    act: (desk: Desk, request: FastifyRequest) => AdminResult<T> | Promise<AdminResult<T>>,
    status?: 200 | 201,
  ) => (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
  readonly registrations: () => Registrations
  readonly switches: Switches
  readonly at: () => string
}

/** Reads a member of a request; what does not fit is named by its path and not repeated. */
export function read<T>(schema: z.ZodType<T>, input: unknown): AdminResult<T> {
  const parsed = schema.safeParse(input)
  return parsed.success
    ? { ok: true, value: parsed.data }
    : refused(
        'invalid-input',
        parsed.error.issues.map(({ path }) => path.join('.')),
      )
}

export function openReception(server: AdminServer): Reception {
  const { value, change } = server.registrations
  const at = () => new Date(server.now()).toISOString()
  return {
    registrations: value,
    switches: server.switches,
    at,
    serve:
      (scopes, act, status = 200) =>
      async (request, reply) => {
        const caller = await administrator(request.headers.authorization, scopes, server)
        if (!caller.ok) return sendRefusal(reply, caller.refusal, at())
        const result = await act({ orgNo: caller.value, at: at(), state: value(), change }, request)
        return result.ok
          ? reply.code(status).send(result.value)
          : sendRefusal(reply, result.refusal, at())
      },
  }
}
