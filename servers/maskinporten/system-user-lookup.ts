import { z } from 'zod'
import { ask, NeighbourUnavailable } from '../support/fetch-json.ts'
import { orgNoOf } from '../support/organisation.ts'
import type { SystemUserDetails } from './authorization-details.ts'
import { type Checked, failed, passed } from './refusals.ts'
import type { Client } from './state.ts'

export type FoundSystemUser = { readonly id: string; readonly systemId: string }

export type SystemUserLookup = (
  details: SystemUserDetails,
  client: Client,
) => Promise<Checked<FoundSystemUser>>

/** The part of Altinn's answer that a token is made from. `productName` carries the system's id. */
const LookupAnswer = z.object({
  id: z.uuid(),
  productName: z.string().min(1),
  systemId: z.string().min(1),
  reporteeOrgNo: z.string(),
  supplierOrgno: z.string(),
  isDeleted: z.literal(false),
})

export type LookupPort = {
  /** Where Altinn is; asked for at each look-up, since it may be known later than we are. */
  readonly altinnUrl: string
  readonly timeoutMs: number
  /** Maskinporten's own token, with the scope that no customer can have. */
  readonly ownToken: () => Promise<string>
}

function lookupUrl(altinnUrl: string, details: SystemUserDetails, client: Client): URL {
  const url = new URL('/authentication/api/v1/systemuser/byExternalId', altinnUrl)
  url.searchParams.set('clientId', client.client_id)
  url.searchParams.set('systemProviderOrgNo', client.client_orgno)
  url.searchParams.set('systemUserOwnerOrgNo', orgNoOf(details.systemuser_org))
  if (details.externalRef !== undefined) url.searchParams.set('externalRef', details.externalRef)
  return url
}

/**
 * Finds the system user that a grant speaks for. Whatever Altinn answers, one is found only if the
 * answer names the organisation that was asked about and the vendor that asks.
 */
export function systemUserLookup({ altinnUrl, timeoutMs, ownToken }: LookupPort): SystemUserLookup {
  return async (details, client) => {
    try {
      const answer = await ask(lookupUrl(altinnUrl, details, client), {
        timeoutMs,
        headers: { authorization: `Bearer ${await ownToken()}`, accept: 'application/json' },
      })
      if (answer.status === 404) return failed('no-system-user')
      if (answer.status !== 200) return failed('lookup-unavailable')
      const found = LookupAnswer.safeParse(answer.json())
      if (!found.success) return failed('lookup-unavailable')
      const { id, productName, reporteeOrgNo, supplierOrgno, systemId } = found.data
      const isAsked =
        reporteeOrgNo === orgNoOf(details.systemuser_org) &&
        supplierOrgno === client.client_orgno &&
        productName === systemId
      return isAsked ? passed({ id, systemId: productName }) : failed('lookup-unavailable')
    } catch (error) {
      if (error instanceof NeighbourUnavailable) return failed('lookup-unavailable')
      throw error
    }
  }
}
