import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Answer } from '../support/fetch-json.ts'
import type { Journal } from '../support/journal.ts'
import type { MaskinportenClient } from '../support/maskinporten-client.ts'

export type SetupPorts = {
  readonly altinnUrl: string
  readonly client: () => Promise<MaskinportenClient>
  readonly policyPath: string
  readonly ownOrgNo: string
  readonly vendorOrgNo: string
  readonly scope: string
  readonly resource: string
}

const adminScope = 'idporten:scopes.write'
const registryScope = 'altinn:resourceregistry/resource.write'

/** The service as the resource registry knows it. */
const resourceDescription = ({ ownOrgNo, scope, resource }: SetupPorts) => ({
  identifier: resource,
  title: { nb: 'Krav og betalinger', nn: 'Krav og betalingar', en: 'Claims and payments' },
  description: {
    nb: 'Hva virksomheten skylder Skatteetaten og har betalt.',
    nn: 'Kva verksemda skuldar Skatteetaten og har betalt.',
    en: 'What the company owes the tax administration and has paid.',
  },
  rightDescription: {
    nb: 'Gir tilgang til å se virksomhetens krav og betalinger.',
    nn: 'Gir tilgang til å sjå krava og betalingane til verksemda.',
    en: 'Gives access to see the claims on the company and its payments.',
  },
  homepage: 'https://www.skatteetaten.no',
  status: 'Completed',
  contactPoints: [{ category: 'Support', email: 'krav@skatteetaten.example' }],
  delegable: true,
  visible: true,
  hasCompetentAuthority: {
    organization: ownOrgNo,
    orgcode: 'skd',
    name: { nb: 'Skatteetaten', nn: 'Skatteetaten', en: 'Norwegian Tax Administration' },
  },
  keywords: [{ word: 'krav', language: 'nb' }],
  accessListMode: 'Disabled',
  selfIdentifiedUserEnabled: false,
  enterpriseUserEnabled: false,
  resourceType: 'GenericAccessResource',
  availableForType: ['LegalEntityEnterprise', 'Company'],
  resourceReferences: [
    {
      referenceSource: 'ExternalPlatform',
      reference: scope,
      referenceType: 'MaskinportenScope',
    },
  ],
})

async function registerScope(journal: Journal, issuer: string, token: string, ports: SetupPorts) {
  const [prefix, subscope] = ports.scope.split(':')
  const json = {
    prefix,
    subscope,
    description: 'Krav og betalinger for regnskapssystemer',
    allowed_integration_types: ['maskinporten'],
  }
  const url = `${issuer}api/v1/scopes`
  const did = `Registered the scope ${ports.scope} at Maskinporten`
  // 409: it was registered before.
  await journal.need(did, { method: 'POST', url, token, json }, [200, 201, 409])
}

async function grantAccess(journal: Journal, issuer: string, token: string, ports: SetupPorts) {
  const url = new URL(`${issuer}api/v1/scopes/access/${ports.vendorOrgNo}`)
  url.searchParams.set('scope', ports.scope)
  const did = `Gave ${ports.vendorOrgNo} access to the scope`
  await journal.need(did, { method: 'PUT', url, token }, [200, 201])
}

const Text = z.string()

/** Exchanges a token at Altinn, which answers a JSON string to those who ask for JSON. */
async function exchange(journal: Journal, altinnUrl: string, token: string): Promise<string> {
  const url = new URL('/authentication/api/v1/exchange/maskinporten', altinnUrl)
  const answer: Answer = await journal.need(
    'Exchanged the token from Maskinporten for one of Altinn',
    { method: 'GET', url, token },
    [200],
  )
  return Text.parse(answer.text).trim().replaceAll('"', '')
}

async function registerResource(journal: Journal, token: string, ports: SetupPorts) {
  const { altinnUrl, resource } = ports
  const url = new URL('/resourceregistry/api/v1/resource', altinnUrl)
  const json = resourceDescription(ports)
  const did = `Registered the resource ${resource} at Altinn`
  const created = await journal.need(did, { method: 'POST', url, token, json }, [201, 409])
  if (created.status !== 409) return
  const known = new URL(`/resourceregistry/api/v1/resource/${resource}`, altinnUrl)
  await journal.need(
    `Updated the resource ${resource} at Altinn`,
    { method: 'PUT', url: known, token, json },
    [200, 201, 204],
  )
}

async function uploadPolicy(journal: Journal, token: string, ports: SetupPorts) {
  const { altinnUrl, resource, policyPath } = ports
  const url = new URL(`/resourceregistry/api/v1/resource/${resource}/policy`, altinnUrl)
  const body = new FormData()
  const policy = new Blob([await readFile(policyPath)], { type: 'text/xml' })
  body.set('policyFile', policy, 'policy.xml')
  const did = `Uploaded the XACML policy of ${resource}`
  await journal.need(did, { method: 'POST', url, token, body }, [200, 201])
}

/** Sets up the service: scope, access, resource, policy. Done again, it changes nothing. */
export async function setUp(journal: Journal, ports: SetupPorts): Promise<void> {
  const client = await ports.client()
  const { issuer } = client
  const admin = await journal.token(client, { scopes: [adminScope] })
  await registerScope(journal, issuer, admin.access_token, ports)
  await grantAccess(journal, issuer, admin.access_token, ports)
  const registry = await journal.token(client, { scopes: [registryScope] })
  const token = await exchange(journal, ports.altinnUrl, registry.access_token)
  await registerResource(journal, token, ports)
  await uploadPolicy(journal, token, ports)
}
