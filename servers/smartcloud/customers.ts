import { decodeJwt } from 'jose'
import { z } from 'zod'
import { bodyOf, type Journal, StepFailed, type Told } from '../support/journal.ts'
import type { MaskinportenClient } from '../support/maskinporten-client.ts'
import { redirectUrl, requestScopes, serviceResource, serviceScope, systemId } from './setup.ts'

export type CustomerPorts = {
  readonly altinnUrl: string
  readonly skatteetatenUrl: string
  /** The product's own client. Undefined until the set-up is done. */
  readonly client: () => MaskinportenClient | undefined
  /** The last token of each customer, kept in memory only. */
  readonly lastTokens: Map<string, string>
}

export const CustomerWish = z
  .strictObject({
    externalRef: z.string().min(1).max(255).optional(),
    integrationTitle: z.string().min(1).max(255).optional(),
  })
  .default({})
export type CustomerWish = z.infer<typeof CustomerWish>

const notSetUp: Told = { status: 409, body: { failed: 'POST /setup first.' } }

const Fields = z.record(z.string(), z.unknown())

/** Maskinporten's own members beside the steps, so that its errors are seen as they are. */
function members(body: unknown): Readonly<Record<string, unknown>> {
  const fields = Fields.safeParse(body)
  return fields.success ? fields.data : { answer: body }
}

/** Asks Altinn for a system user at a customer, who is to approve at the `confirmUrl`. */
export async function askForSystemUser(
  journal: Journal,
  orgNo: string,
  wish: CustomerWish,
  { altinnUrl, client }: CustomerPorts,
): Promise<Told> {
  const product = client()
  if (product === undefined) return notSetUp
  const { access_token: token } = await journal.token(product, { scopes: [requestScopes.write] })
  const answer = await journal.ask(`Asked Altinn for a system user at ${orgNo}`, {
    method: 'POST',
    url: new URL('/authentication/api/v1/systemuser/request/vendor', altinnUrl),
    token,
    json: {
      ...wish,
      systemId,
      partyOrgNo: orgNo,
      rights: [{ resource: [{ id: 'urn:altinn:resource', value: serviceResource }] }],
      redirectUrl,
    },
  })
  return { status: answer.status, body: { request: bodyOf(answer) } }
}

/** How a request stands. */
export async function readRequest(
  journal: Journal,
  id: string,
  { altinnUrl, client }: CustomerPorts,
): Promise<Told> {
  const product = client()
  if (product === undefined) return notSetUp
  const { access_token: token } = await journal.token(product, { scopes: [requestScopes.read] })
  const answer = await journal.ask('Asked Altinn how the request stands', {
    method: 'GET',
    url: new URL(`/authentication/api/v1/systemuser/request/vendor/${id}`, altinnUrl),
    token,
  })
  return { status: answer.status, body: { request: bodyOf(answer) } }
}

async function systemUserToken(
  journal: Journal,
  orgNo: string,
  { externalRef }: Pick<CustomerWish, 'externalRef'>,
  { client, lastTokens }: CustomerPorts,
): Promise<string | Told> {
  const product = client()
  if (product === undefined) return notSetUp
  const systemUser = externalRef === undefined ? { orgNo } : { orgNo, externalRef }
  try {
    const { access_token } = await journal.token(product, { scopes: [serviceScope], systemUser })
    lastTokens.set(orgNo, access_token)
    return access_token
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
    return { status: error.answer.status, body: members(bodyOf(error.answer)) }
  }
}

/** Gets a system user's token, and shows what it says: its claims, never the token itself. */
export async function showToken(
  journal: Journal,
  orgNo: string,
  wish: Pick<CustomerWish, 'externalRef'>,
  ports: CustomerPorts,
): Promise<Told> {
  const token = await systemUserToken(journal, orgNo, wish, ports)
  if (typeof token !== 'string') return token
  return { status: 200, body: { claims: decodeJwt(token) } }
}

/** Asks Skatteetaten for what a customer owes, with a new token or the last one. */
export async function readClaims(
  journal: Journal,
  orgNo: string,
  { reuseToken, ...wish }: Pick<CustomerWish, 'externalRef'> & { readonly reuseToken: boolean },
  ports: CustomerPorts,
): Promise<Told> {
  const kept = reuseToken ? ports.lastTokens.get(orgNo) : undefined
  if (reuseToken && kept === undefined)
    return { status: 409, body: { failed: 'There is no last token for this customer.' } }
  const token = kept ?? (await systemUserToken(journal, orgNo, wish, ports))
  if (typeof token !== 'string') return token
  const path = `/v1/regnskapssystem/${orgNo}/aapnekrav`
  const url = new URL(path, ports.skatteetatenUrl)
  const did = `Asked Skatteetaten for the open claims on ${orgNo}`
  const answer = await journal.ask(did, { method: 'GET', url, token })
  return { status: answer.status, body: members(bodyOf(answer)) }
}
