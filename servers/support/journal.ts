import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Answer, ask, NeighbourUnavailable } from './fetch-json.ts'
import {
  grantForm,
  makeGrant,
  type MaskinportenClient,
  TokenAnswer,
  type TokenWish,
} from './maskinporten-client.ts'

/** What was done with whom, in words that a newcomer can read. It never holds a key or a token. */
export type Step = {
  readonly did: string
  readonly method: string
  readonly url: string
  /** The status that was answered; 0 when there was no answer. */
  readonly status: number
}

export type Request = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: URL | string
  readonly token?: string
  readonly json?: unknown
  readonly body?: FormData | URLSearchParams
}

/** Asks others, and writes down what was asked and answered. */
export type Journal = {
  readonly steps: readonly Step[]
  /** Any status is an answer. @throws {NeighbourUnavailable} */
  readonly ask: (did: string, request: Request) => Promise<Answer>
  /** As `ask`, for a step that the rest depends on. @throws {StepFailed} on any other status. */
  readonly need: (did: string, request: Request, statuses: readonly number[]) => Promise<Answer>
  /** A token from Maskinporten. @throws {StepFailed} when it says no. */
  readonly token: (client: MaskinportenClient, wish: TokenWish) => Promise<TokenAnswer>
}

/** Another server said no to something that the rest depends on. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly code = 'ERR_STEP_FAILED'
  readonly answer: Answer

  constructor(did: string, answer: Answer) {
    super(`${did}: answered ${answer.status}`)
    this.answer = answer
  }
}

function initOf({ method, token, json, body }: Request): RequestInit {
  const headers = new Headers({ accept: 'application/json' })
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  if (json !== undefined) headers.set('content-type', 'application/json')
  const sent = json === undefined ? body : JSON.stringify(json)
  return sent === undefined ? { method, headers } : { method, headers, body: sent }
}

function wishInWords({ scopes, systemUser }: TokenWish): string {
  const whose = systemUser === undefined ? '' : ` as the system user of ${systemUser.orgNo}`
  return `Asked Maskinporten for a token${whose} with ${scopes.join(' ')}`
}

function openJournal(): Journal {
  const steps: Step[] = []

  async function askAndNote(did: string, request: Request): Promise<Answer> {
    const note = (status: number) =>
      steps.push({ did, method: request.method, url: String(request.url), status })
    try {
      const answer = await ask(request.url, initOf(request))
      note(answer.status)
      return answer
    } catch (error) {
      note(0)
      throw error
    }
  }

  async function need(did: string, request: Request, statuses: readonly number[]) {
    const answer = await askAndNote(did, request)
    if (!statuses.includes(answer.status)) throw new StepFailed(did, answer)
    return answer
  }

  return {
    steps,
    ask: askAndNote,
    need,
    async token(client, wish) {
      const assertion = await makeGrant(client, wish)
      const url = `${client.issuer}token`
      const request = { method: 'POST', url, body: grantForm(assertion) } as const
      return TokenAnswer.parse((await need(wishInWords(wish), request, [200])).json())
    },
  }
}

/** What an answer holds: JSON if it is that, otherwise its text. */
export function bodyOf(answer: Answer): unknown {
  try {
    return answer.json()
  } catch {
    return answer.text
  }
}

export type Told = { readonly status: number; readonly body: Readonly<Record<string, unknown>> }

/**
 * Answers with the steps that were taken, also when one of them failed: the answer is then 502 and holds
 * what the other server said.
 */
export const telling =
  (act: (journal: Journal, request: FastifyRequest) => Promise<Told>) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const journal = openJournal()
    const { steps } = journal
    try {
      const { status, body } = await act(journal, request)
      return await reply.code(status).send({ steps, ...body })
    } catch (error) {
      if (error instanceof StepFailed)
        return reply.code(502).send({ steps, failed: error.message, answer: bodyOf(error.answer) })
      if (error instanceof NeighbourUnavailable)
        return reply.code(502).send({ steps, failed: error.message })
      throw error
    }
  }
