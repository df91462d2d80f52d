import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { questionOf } from '../scene/question.ts'
import { clientId, customer, resource, systemId, vendor } from '../scene/scene.ts'
import type { Installation } from './installation.ts'
import { type History, positionIn, type SentCommand } from './history.ts'

const attemptMs = 20_000
const pauseMs = 50

type Call = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly token: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}
type Got = { readonly status: number; readonly text: string; readonly token: string | null }

/** A well-behaved client: what is not answered, or told to come back, it sends again as the same command. */
export type Caller = {
  /** Resolves when it is acknowledged, or refused for good. */
  request(externalRef: string): Promise<SentCommand>
  decide(step: 'approve' | 'revoke', requested: SentCommand): Promise<SentCommand>
  /** Asks the PDP once; or, given a token, again and again until it answers from there. */
  ask(systemUser: string, token?: string): Promise<void>
  /** Makes Maskinporten's look-up, once. */
  lookUp(externalRef: string): Promise<void>
}

const WithId = z.object({ id: z.string() })
const Decided = z.object({ response: z.tuple([z.object({ decision: z.string() })]) })

/** All that it sees goes into the history. Once the signal aborts, nothing is tried again. */
export function callerOf(
  { url, tokens }: Pick<Installation, 'url' | 'tokens'>,
  history: History,
  signal: AbortSignal,
): Caller {
  /** The answer, if there is one that says anything. */
  const once = async (call: Call): Promise<Got | undefined> => {
    const got = await answerOf(url, call)
    if (got !== undefined && got.status < 500) return got
    if (got !== undefined && got.status !== 503) history.refused.push(said(call, got))
    history.unavailable += 1
    return undefined
  }
  const untilAnswered = async (call: Call): Promise<Got | undefined> => {
    for (;;) {
      const got = await once(call)
      if (got !== undefined || signal.aborted) return got
      await sleep(pauseMs)
    }
  }
  const command = async (sent: SentCommand, call: Call): Promise<SentCommand> => {
    history.commands.push(sent)
    const got = await untilAnswered({ ...call, headers: { 'idempotency-key': randomUUID() } })
    if (got === undefined) return sent
    if (got.status >= 300 || got.token === null) {
      history.refused.push(said(call, got))
      return sent
    }
    sent.acknowledged = { at: performance.now(), token: got.token }
    sent.systemUser ??= WithId.parse(JSON.parse(got.text)).id
    return sent
  }
  return {
    request: (externalRef) =>
      command(
        { step: 'request', externalRef, sentAt: performance.now() },
        requestCall(tokens.vendor, externalRef),
      ),
    decide(step, { externalRef, systemUser = '' }) {
      const sent = { step, externalRef, systemUser, sentAt: performance.now() }
      return command(sent, decisionCall(tokens.person, step, systemUser))
    },
    async ask(systemUser, token) {
      const sentAt = performance.now()
      const call = questionCall(tokens.pdp, systemUser, token)
      const got = await (token === undefined ? once(call) : untilAnswered(call))
      if (got === undefined) return
      if (got.status !== 200 || got.token === null) {
        history.refused.push(said(call, got))
        return
      }
      const { decision } = Decided.parse(JSON.parse(got.text)).response[0]
      const position = positionIn(got.token)
      const atLeast = token === undefined ? {} : { atLeast: positionIn(token) }
      history.answers.push({ systemUser, sentAt, decision, position, ...atLeast })
    },
    async lookUp(externalRef) {
      const sentAt = performance.now()
      const call = lookUpCall(tokens.lookUp, externalRef)
      const got = await once(call)
      if (got === undefined || got.status === 404) return
      if (got.status !== 200) history.refused.push(said(call, got))
      else history.found.push({ systemUser: WithId.parse(JSON.parse(got.text)).id, sentAt })
    },
  }
}

/** Undefined when the connection fails or nothing comes in time. */
async function answerOf(url: string, call: Call): Promise<Got | undefined> {
  const { method, path, token, body, headers } = call
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  try {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${token}`, ...type, ...headers },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(attemptMs),
    })
    const text = await response.text()
    return { status: response.status, text, token: response.headers.get('consistency-token') }
  } catch {
    return undefined
  }
}

const said = ({ method, path }: Call, { status, text }: Got): string =>
  `${method} ${path}: ${status} ${text.slice(0, 300)}`

const requestCall = (token: string, externalRef: string): Call => ({
  method: 'POST',
  path: '/authentication/api/v1/systemuser/request/vendor',
  token,
  body: JSON.stringify({
    systemId,
    partyOrgNo: customer,
    externalRef,
    rights: [{ resource: [{ id: 'urn:altinn:resource', value: resource }] }],
  }),
})

const decisionCall = (token: string, step: 'approve' | 'revoke', systemUser: string): Call => {
  const base = '/authentication/api/v1/systemuser'
  return step === 'approve'
    ? { method: 'POST', path: `${base}/request/${customer}/${systemUser}/approve`, token }
    : { method: 'DELETE', path: `${base}/${customer}/${systemUser}`, token }
}

const questionCall = (token: string, systemUser: string, atLeast: string | undefined): Call => ({
  method: 'POST',
  path: '/authorization/api/v1/authorize',
  token,
  body: questionOf(systemUser),
  ...(atLeast !== undefined && { headers: { 'consistency-token': atLeast } }),
})

function lookUpCall(token: string, externalRef: string): Call {
  const query = new URLSearchParams({
    clientId,
    systemProviderOrgNo: vendor,
    systemUserOwnerOrgNo: customer,
    externalRef,
  })
  const path = `/authentication/api/v1/systemuser/byExternalId?${query.toString()}`
  return { method: 'GET', path, token }
}
