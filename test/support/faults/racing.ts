import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { clientId, customer, resource, systemId, vendor } from '../scene/scene.ts'
import type { Installation } from './installation.ts'

const S = '/authentication/api/v1/systemuser'
const attemptsMax = 100
const pauseMs = 20

export type Got = { readonly status: number; readonly body: string; readonly token: string | null }
type Call = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly token: string
  readonly json?: unknown
  readonly atLeast?: string | null
}

const Made = z.object({ id: z.string() })
const Registered = z.object({ clientId: z.array(z.string()) })
const Decided = z.object({ response: z.tuple([z.object({ decision: z.string() })]) })
const localized = (text: string) => ({ nb: text, nn: text, en: text })
const right = [{ resource: [{ id: 'urn:altinn:resource', value: resource }] }]

/** Makes a call, and again while it is told to come back. @throws when that never ends */
async function sent(url: string, { method, path, token, json, atLeast }: Call): Promise<Got> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(atLeast && { 'consistency-token': atLeast }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
    const body = await response.text()
    const { status, headers } = response
    if (status !== 503) return { status, body, token: headers.get('consistency-token') }
    await sleep(pauseMs)
  }
  throw new Error(`${method} ${path} was answered with 503 all the time`)
}

/** What vendors and Pia do in races, each at the process that is named by its place. */
export function racers({ urls, tokens, issuer }: Installation) {
  const at = (place: number): string => urls[place % urls.length] ?? ''
  const own = `${S}/${customer}`
  const asked = `${S}/request/${customer}`
  const changes = `${S}/changerequest`
  return {
    vendorToken: (orgNo: string) =>
      issuer.organisationToken(orgNo, ['altinn:authentication/systemregister.write']),
    register: (place: number, by: { orgNo: string; token: string }, n: number): Promise<Got> =>
      sent(at(place), {
        method: 'POST',
        path: '/authentication/api/v1/systemregister/vendor',
        token: by.token,
        json: {
          id: `${by.orgNo}_race-${n}`,
          vendor: { ID: `0192:${by.orgNo}` },
          name: localized('Race'),
          description: localized('Race'),
          rights: right,
          clientId: [`wanted-by-both-${n}`],
        },
      }),
    async ask(place: number, externalRef: string): Promise<string> {
      const json = { systemId, partyOrgNo: customer, externalRef, rights: right }
      const path = `${S}/request/vendor`
      const made = await sent(at(place), { method: 'POST', path, token: tokens.vendor, json })
      return Made.parse(JSON.parse(made.body)).id
    },
    answer: (place: number, id: string, verb: 'approve' | 'reject'): Promise<Got> =>
      sent(at(place), { method: 'POST', path: `${asked}/${id}/${verb}`, token: tokens.person }),
    revoke: (place: number, id: string): Promise<Got> =>
      sent(at(place), { method: 'DELETE', path: `${own}/${id}`, token: tokens.person }),
    /** Asks to take the one right away. */
    async askForChange(place: number, id: string, change: string): Promise<Got> {
      const json = {
        requiredRights: [],
        unwantedRights: right,
        requiredAccessPackages: [],
        unwantedAccessPackages: [],
      }
      const path = `${changes}/vendor?correlation-id=${change}&system-user-id=${id}`
      return sent(at(place), { method: 'POST', path, token: tokens.vendor, json })
    },
    approveChange: (place: number, change: string): Promise<Got> =>
      sent(at(place), {
        method: 'POST',
        path: `${changes}/${customer}/${change}/approve`,
        token: tokens.person,
      }),
    /** The client ids of a vendor's system, as the process knows it; none if it does not. */
    async clientIdsOf(
      place: number,
      { orgNo, token, n }: { orgNo: string; token: string; n: number },
      atLeast: string | null,
    ): Promise<readonly string[]> {
      const path = `/authentication/api/v1/systemregister/vendor/${orgNo}_race-${n}`
      const got = await sent(at(place), { method: 'GET', path, token, atLeast })
      return got.status === 200 ? Registered.parse(JSON.parse(got.body)).clientId : []
    },
    /** Whom a token would be made out to, by the process, from there or later; nobody if there is none. */
    async lookUp(place: number, externalRef: string, atLeast: string | null) {
      const query = new URLSearchParams({
        clientId,
        systemProviderOrgNo: vendor,
        systemUserOwnerOrgNo: customer,
        externalRef,
      })
      const path = `${S}/byExternalId?${query.toString()}`
      const got = await sent(at(place), { method: 'GET', path, token: tokens.lookUp, atLeast })
      return got.status === 200 ? Made.parse(JSON.parse(got.body)).id : undefined
    },
    /** What the decision point says at the process, from there or later. */
    async decision(place: number, id: string, atLeast: string | null): Promise<string> {
      const attribute = (AttributeId: string, Value: string) => ({ AttributeId, Value })
      const json = {
        Request: {
          AccessSubject: [{ Attribute: [attribute('urn:altinn:systemuser:uuid', id)] }],
          Action: [
            { Attribute: [attribute('urn:oasis:names:tc:xacml:1.0:action:action-id', 'read')] },
          ],
          Resource: [
            {
              Attribute: [
                attribute('urn:altinn:resource', resource),
                attribute('urn:altinn:organization:identifier-no', customer),
              ],
            },
          ],
        },
      }
      const path = '/authorization/api/v1/authorize'
      const got = await sent(at(place), { method: 'POST', path, token: tokens.pdp, json, atLeast })
      return Decided.parse(JSON.parse(got.body)).response[0].decision
    },
  }
}

const Problem = z.object({
  code: z.string().optional(),
  validationErrors: z.array(z.object({ code: z.string() })).optional(),
})

/** The status, and the code of a refusal. */
export function told({ status, body }: Got): string {
  if (status < 400) return String(status)
  const { code, validationErrors } = Problem.parse(JSON.parse(body))
  return `${status} ${validationErrors?.map((one) => one.code).join(' ') ?? code ?? ''}`
}
