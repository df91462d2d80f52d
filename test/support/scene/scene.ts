import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Issuer } from './issuer.ts'

/** Vendor, customer and service owner: those of the story, spoken for by tokens of an issuer of our own. */
export const vendor = '312605031'
export const customer = '310702641'
export const serviceOwner = '974761076'
export const resource = 'ske-krav-og-betalinger'
export const systemId = `${vendor}_scene`
export const clientId = `client-of-${vendor}`

export type Scene = {
  readonly systemUsers: readonly { readonly id: string; readonly externalRef: string }[]
  readonly tokens: {
    readonly vendor: string
    readonly person: string
    readonly pdp: string
    readonly lookUp: string
  }
}

const Register = z.object({ people: z.array(z.object({ pid: z.string(), name: z.string() })) })

type Call = {
  readonly method: string
  readonly token: string
  readonly json?: unknown
  readonly body?: FormData
  readonly accept?: readonly number[]
}

const attemptsMax = 50
const pauseMs = 100

/** Makes a call that has to go well, again if it is told to. @throws with what was answered, when it did not. */
export async function call(api: string, path: string, given: Call): Promise<Response> {
  const { method, token, json, body, accept = [200, 201, 202] } = given
  const headers = {
    authorization: `Bearer ${token}`,
    'idempotency-key': randomUUID(),
    ...(json !== undefined && { 'content-type': 'application/json' }),
  }
  const sent = json === undefined ? body : JSON.stringify(json)
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(new URL(path, api), {
      method,
      headers,
      ...(sent && { body: sent }),
    })
    if (accept.includes(response.status)) return response
    if (response.status !== 503 || attempt === attemptsMax)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    await sleep(pauseMs)
  }
}

const localized = (text: string) => ({ nb: text, nn: text, en: text })

/** Sets a resource and a system up, and lets so many system users be asked for and approved, all over HTTP. */
export async function setScene(
  api: string,
  issuer: Issuer,
  { count, registerPath, policyPath }: { count: number; registerPath: string; policyPath: string },
): Promise<Scene> {
  const owner = await issuer.organisationToken(serviceOwner, [
    'altinn:resourceregistry/resource.write',
    'altinn:authorization/authorize',
  ])
  const lookUp = await issuer.organisationToken('991825827', [
    'altinn:maskinporten/systemuser.read',
  ])
  const asVendor = await issuer.organisationToken(vendor, [
    'altinn:authentication/systemregister.write',
    'altinn:authentication/systemuser.request.write',
  ])
  await makeResource(api, owner, policyPath)
  await call(api, '/authentication/api/v1/systemregister/vendor', {
    method: 'POST',
    token: asVendor,
    json: {
      id: systemId,
      vendor: { ID: `0192:${vendor}` },
      name: localized('Scene'),
      description: localized('Scene'),
      rights: [{ resource: [{ id: 'urn:altinn:resource', value: resource }] }],
      clientId: [clientId],
    },
  })
  const person = await logIn(api, issuer, registerPath)
  const systemUsers = await inTurns(count, async (i) => {
    const externalRef = `scene-${i}`
    const id = await approvedSystemUser(api, { asVendor, person, externalRef })
    return { id, externalRef }
  })
  return { systemUsers, tokens: { vendor: asVendor, person, pdp: owner, lookUp } }
}

async function makeResource(api: string, token: string, policyPath: string): Promise<void> {
  const path = '/resourceregistry/api/v1/resource'
  await call(api, path, {
    method: 'POST',
    token,
    json: {
      identifier: resource,
      title: localized('Krav og betalinger'),
      description: localized('Krav og betalinger'),
      rightDescription: localized('Krav og betalinger'),
      status: 'Completed',
      delegable: true,
      visible: true,
      hasCompetentAuthority: {
        organization: serviceOwner,
        orgcode: 'skd',
        name: localized('Skatteetaten'),
      },
      resourceType: 'GenericAccessResource',
    },
  })
  const body = new FormData()
  body.set('policyFile', new Blob([await readFile(policyPath)], { type: 'text/xml' }), 'policy.xml')
  await call(api, `${path}/${resource}/policy`, { method: 'POST', token, body })
}

async function logIn(api: string, issuer: Issuer, registerPath: string): Promise<string> {
  const { people } = Register.parse(JSON.parse(await readFile(registerPath, 'utf8')))
  const pia = people.find(({ name }) => name === 'Pia Rørvik')
  const token = await issuer.personToken(pia?.pid ?? '')
  const path = '/authentication/api/v1/exchange/id-porten'
  const answer = await call(api, path, { method: 'GET', token })
  return (await answer.text()).trim().replaceAll('"', '')
}

async function approvedSystemUser(
  api: string,
  given: { readonly asVendor: string; readonly person: string; readonly externalRef: string },
): Promise<string> {
  const requested = await call(api, '/authentication/api/v1/systemuser/request/vendor', {
    method: 'POST',
    token: given.asVendor,
    json: {
      systemId,
      partyOrgNo: customer,
      externalRef: given.externalRef,
      rights: [{ resource: [{ id: 'urn:altinn:resource', value: resource }] }],
    },
  })
  const { id } = z.object({ id: z.string() }).parse(await requested.json())
  const approve = `/authentication/api/v1/systemuser/request/${customer}/${id}/approve`
  await call(api, approve, { method: 'POST', token: given.person })
  return id
}

const atOnce = 16

/** Makes so many of something, sixteen at a time. */
export async function inTurns<Made>(
  count: number,
  make: (i: number) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = []
  for (let i = 0; i < count; i += atOnce) {
    const size = Math.min(atOnce, count - i)
    made.push(...(await Promise.all(Array.from({ length: size }, (_, k) => make(i + k)))))
  }
  return made
}
