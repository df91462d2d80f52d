import type { ApiFunctions } from '../../api/build-api.ts'
import { readFileSync } from 'node:fs'
import { type ApiWorld, apiWorld } from './api-world.ts'
import { owner, party, vendor } from './fixtures.ts'

export const registerScope = 'altinn:authentication/systemregister.write'
export const writeScope = 'altinn:authentication/systemuser.request.write'
export const readScope = 'altinn:authentication/systemuser.request.read'
export const lookUpScope = 'altinn:maskinporten/systemuser.read'
export const pdpScope = 'altinn:authorization/authorize'
export const registryScope = 'altinn:resourceregistry/resource.write'

export const resource = 'ske-krav-og-betalinger'
export const system = `${vendor}_smartregnskap`
export const client = 'c3e1e1e6-6e0e-4f3c-9a55-1c7f4b6f0a01'

export const registerPath = '/authentication/api/v1/systemregister/vendor'
export const requestPath = '/authentication/api/v1/systemuser/request'
export const systemUserPath = '/authentication/api/v1/systemuser'
export const resourcePath = '/resourceregistry/api/v1/resource'
export const authorizePath = '/authorization/api/v1/authorize'

const policyFile = new URL('../../servers/story/policies/krav-og-betalinger.xml', import.meta.url)
export const policyXml = readFileSync(policyFile, 'utf8')

/** The story's policy with one more rule. */
export const policyWith = (rule: string): string =>
  policyXml.replace('<xacml:ObligationExpressions>', `${rule}<xacml:ObligationExpressions>`)

/** The short code of the service owner. */
export const ownerCode = 'skd'

export const resourceBody = (changes: Readonly<Record<string, unknown>> = {}) => ({
  identifier: resource,
  title: { nb: 'Krav og betalinger', nn: 'Krav og betalingar', en: 'Claims and payments' },
  description: { nb: 'Hva du skylder', nn: 'Kva du skuldar', en: 'What you owe' },
  rightDescription: { nb: 'Se krav', nn: 'Sjå krav', en: 'See claims' },
  hasCompetentAuthority: { organization: owner, orgcode: ownerCode, name: { nb: 'Skatteetaten' } },
  resourceType: 'GenericAccessResource',
  keywords: [{ word: 'krav', language: 'nb' }],
  ...changes,
})

/** As a scheme of Maskinporten names the scope that it is about. */
export const scopeReferences = [
  {
    referenceSource: 'ExternalPlatform',
    reference: 'skatteetaten:kravogbetalinger',
    referenceType: 'MaskinportenScope',
  },
]

export const systemBody = (changes: Readonly<Record<string, unknown>> = {}) => ({
  id: system,
  vendor: { authority: 'iso6523-actorid-upis', ID: `0192:${vendor}` },
  name: { nb: 'SmartRegnskap', nn: 'SmartRekneskap', en: 'SmartAccounting' },
  description: { nb: 'Regnskap', nn: 'Rekneskap', en: 'Accounting' },
  rights: [{ resource: [{ id: 'urn:altinn:resource', value: resource }] }],
  accessPackages: [],
  clientId: [client],
  isVisible: true,
  allowedRedirectUrls: ['https://smartcloud.example/kvittering'],
  ...changes,
})

export const requestBody = (changes: Readonly<Record<string, unknown>> = {}) => ({
  externalRef: 'kunde-17',
  systemId: system,
  partyOrgNo: party,
  rights: [{ resource: [{ id: 'urn:altinn:resource', value: resource }] }],
  redirectUrl: 'https://smartcloud.example/kvittering',
  ...changes,
})

export function policyForm(
  xml: string,
  field = 'policyFile',
  boundary = 'a-boundary-that-no-policy-has',
) {
  const payload = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${field}"; filename="policy.xml"`,
    'Content-Type: text/xml',
    '',
    xml,
    `--${boundary}--`,
    '',
  ].join('\r\n')
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}

export const question = (systemUser: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  Request: {
    AccessSubject: [
      { Attribute: [{ AttributeId: 'urn:altinn:systemuser:uuid', Value: systemUser }] },
    ],
    Action: [
      {
        Attribute: [
          { AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: 'read' },
        ],
      },
    ],
    Resource: [
      {
        Attribute: [
          { AttributeId: 'urn:altinn:resource', Value: resource },
          { AttributeId: 'urn:altinn:organization:identifier-no', Value: party },
        ],
      },
    ],
    ...changes,
  },
})

/** The API once the service owner and the vendor have set up. */
export async function storyWorld(more: Partial<ApiFunctions> = {}): Promise<ApiWorld> {
  const world = await apiWorld(more)
  const skatteetaten = await world.organisation(owner, registryScope)
  await world.call(skatteetaten, 'POST', resourcePath, { body: resourceBody() })
  await world.call(
    skatteetaten,
    'POST',
    `${resourcePath}/${resource}/policy`,
    policyForm(policyXml),
  )
  const smartCloud = await world.organisation(vendor, registerScope)
  await world.call(smartCloud, 'POST', registerPath, { body: systemBody() })
  return world
}
