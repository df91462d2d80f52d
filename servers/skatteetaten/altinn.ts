import { decodeJwt } from 'jose'
import { type Clock, epochSeconds } from '../support/clock.ts'
import { ask, NeighbourUnavailable } from '../support/fetch-json.ts'
import { getToken, type MaskinportenClient, TokenRefused } from '../support/maskinporten-client.ts'
import { DecisionAnswer, enforce, type Question, xacmlRequest } from './decision.ts'
import { type Checked, failed } from './problems.ts'

const authorizeScope = 'altinn:authorization/authorize'
const renewBeforeSeconds = 30

/** The token was not taken, so what was kept of it is of no use. */
class TokenNotTaken extends Error {
  override readonly name = 'TokenNotTaken'
  readonly code = 'ERR_TOKEN_NOT_TAKEN'
}

export type AltinnPorts = {
  readonly altinnUrl: string
  readonly client: () => Promise<MaskinportenClient>
  readonly now: Clock
}

type ExchangedToken = { readonly token: string; readonly exp: number }

/** Exchanges a Maskinporten token for one of Altinn's. @throws {NeighbourUnavailable} */
async function exchange(altinnUrl: string, maskinportenToken: string): Promise<ExchangedToken> {
  const url = new URL('/authentication/api/v1/exchange/maskinporten', altinnUrl)
  const answer = await ask(url, { headers: { authorization: `Bearer ${maskinportenToken}` } })
  if (answer.status !== 200)
    throw new NeighbourUnavailable(`the exchange of a token answered ${answer.status}`)
  // Asked for JSON it comes in quotes, otherwise without.
  const token = answer.text.trim().replaceAll('"', '')
  try {
    return { token, exp: decodeJwt(token).exp ?? 0 }
  } catch (cause) {
    throw new NeighbourUnavailable('the exchange of a token answered no token', { cause })
  }
}

function keptToken({ altinnUrl, client, now }: AltinnPorts) {
  let kept: ExchangedToken | undefined
  return {
    forget: () => {
      kept = undefined
    },
    async get(): Promise<string> {
      if (kept && epochSeconds(now) < kept.exp - renewBeforeSeconds) return kept.token
      const { access_token } = await getToken(await client(), { scopes: [authorizeScope] })
      kept = await exchange(altinnUrl, access_token)
      return kept.token
    },
  }
}

/** Asks whether a system user may do this, for this organisation, now. */
export type DecisionPoint = (question: Question) => Promise<Checked<true>>

/** The PDP at Altinn. Anything but an answer it understands is no decision, and so no access. */
export function altinnDecisionPoint(ports: AltinnPorts): DecisionPoint {
  const tokens = keptToken(ports)
  const url = new URL('/authorization/api/v1/authorize', ports.altinnUrl)

  async function askOnce(question: Question): Promise<Checked<true>> {
    const answer = await ask(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokens.get()}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify(xacmlRequest(question)),
    })
    if (answer.status === 401) throw new TokenNotTaken('the PDP did not take the token')
    if (answer.status !== 200) return failed('decision-not-available')
    const decision = DecisionAnswer.safeParse(answer.json())
    return decision.success ? enforce(decision.data) : failed('decision-not-available')
  }

  async function askTwice(question: Question): Promise<Checked<true>> {
    try {
      return await askOnce(question)
    } catch (error) {
      // Altinn may have new keys since the token was exchanged; one new token settles it.
      if (!(error instanceof TokenNotTaken)) throw error
      tokens.forget()
      return askOnce(question)
    }
  }

  return async (question) => {
    try {
      return await askTwice(question)
    } catch (error) {
      const isNoAnswer =
        error instanceof NeighbourUnavailable ||
        error instanceof TokenRefused ||
        error instanceof TokenNotTaken
      if (isNoAnswer) return failed('decision-not-available')
      throw error
    }
  }
}
