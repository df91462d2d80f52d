import { z } from 'zod'
import type { DurableDocument } from '../support/durable-document.ts'
import type { Journal } from '../support/journal.ts'
import type { MaskinportenClient } from '../support/maskinporten-client.ts'
import { publicPartOf } from '../support/rsa-keys.ts'
import { type Product, productKey } from './product.ts'

export const smartCloud = '312605031'
export const systemId = `${smartCloud}_smartregnskap`
export const serviceScope = 'skatteetaten:kravogbetalinger'
export const serviceResource = 'ske-krav-og-betalinger'
export const redirectUrl = 'https://smartregnskap.example/kvittering'

const registerScope = 'altinn:authentication/systemregister.write'
export const requestScopes = {
  write: 'altinn:authentication/systemuser.request.write',
  read: 'altinn:authentication/systemuser.request.read',
}

export type SetupPorts = {
  readonly altinnUrl: string
  /** The vendor's client for its own administration. */
  readonly administrator: () => Promise<MaskinportenClient>
  readonly product: DurableDocument<Product>
}

const clientDescription = {
  client_name: 'SmartRegnskap',
  description: 'Regnskapssystemet til SmartCloud AS',
  integration_type: 'maskinporten',
  scopes: [serviceScope, registerScope, requestScopes.write, requestScopes.read],
}

const CreatedClient = z.object({ client_id: z.string() })

/** The product's client: the one it has, or a new one if Maskinporten does not know it. */
async function registerClient(
  journal: Journal,
  { issuer, token }: { readonly issuer: string; readonly token: string },
  { product }: SetupPorts,
): Promise<string> {
  const url = `${issuer}api/v1/clients`
  const { clientId } = product.value()
  if (clientId !== undefined) {
    const request = {
      method: 'PUT',
      url: `${url}/${clientId}`,
      token,
      json: clientDescription,
    } as const
    const updated = await journal.need('Updated our client at Maskinporten', request, [200, 404])
    if (updated.status === 200) return clientId
  }
  const request = { method: 'POST', url, token, json: clientDescription } as const
  const created = await journal.need('Registered a client at Maskinporten', request, [200, 201])
  const { client_id } = CreatedClient.parse(created.json())
  await product.change((value) => ({ result: client_id, next: { ...value, clientId: client_id } }))
  return client_id
}

const systemDescription = (clientId: string) => ({
  id: systemId,
  vendor: { authority: 'iso6523-actorid-upis', ID: `0192:${smartCloud}` },
  name: { nb: 'SmartRegnskap', nn: 'SmartRekneskap', en: 'SmartAccounting' },
  description: {
    nb: 'Regnskapssystem fra SmartCloud',
    nn: 'Rekneskapssystem frå SmartCloud',
    en: 'Accounting system by SmartCloud',
  },
  rights: [{ resource: [{ id: 'urn:altinn:resource', value: serviceResource }] }],
  accessPackages: [],
  clientId: [clientId],
  isVisible: true,
  allowedRedirectUrls: [redirectUrl],
})

/** The system in Altinn's register: made, or brought up to date if it is there. */
async function registerSystem(
  journal: Journal,
  { token, clientId }: { readonly token: string; readonly clientId: string },
  { altinnUrl }: SetupPorts,
): Promise<void> {
  const vendor = new URL('/authentication/api/v1/systemregister/vendor', altinnUrl)
  const known = new URL(`/authentication/api/v1/systemregister/vendor/${systemId}`, altinnUrl)
  const looked = { method: 'GET', url: known, token } as const
  const found = await journal.need(`Looked for our system ${systemId}`, looked, [200, 404])
  const json = systemDescription(clientId)
  if (found.status === 404) {
    const request = { method: 'POST', url: vendor, token, json } as const
    await journal.need('Registered our system at Altinn', request, [200, 201])
    return
  }
  const request = { method: 'PUT', url: known, token, json } as const
  await journal.need('Updated our system at Altinn', request, [200])
}

/** Sets up the product: client, key, system. Done again, it brings them up to date. */
export async function setUp(journal: Journal, ports: SetupPorts): Promise<string> {
  const admin = await ports.administrator()
  const { issuer } = admin
  const { access_token: adminToken } = await journal.token(admin, {
    scopes: ['idporten:dcr.write', 'idporten:dcr.modify', 'idporten:dcr.read'],
  })
  const clientId = await registerClient(journal, { issuer, token: adminToken }, ports)
  const privateJwk = await productKey(ports.product)
  const keys = {
    method: 'POST',
    url: `${issuer}api/v1/clients/${clientId}/jwks`,
    token: adminToken,
    json: { keys: [publicPartOf(privateJwk)] },
  } as const
  await journal.need('Registered the public half of our key', keys, [200, 201])
  const client = { ...admin, clientId, privateJwk }
  const { access_token: token } = await journal.token(client, { scopes: [registerScope] })
  await registerSystem(journal, { token, clientId }, ports)
  return clientId
}
