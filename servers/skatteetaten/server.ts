import { assemble } from '../support/assemble.ts'
import { type Clock, systemClock } from '../support/clock.ts'
import { makeRoutes, openDoor, type Running } from '../support/http-server.ts'
import { telling } from '../support/journal.ts'
import { requireLoopbackIssuer } from '../support/stand-in.ts'
import { readStoryClient } from '../support/story-client.ts'
import { altinnDecisionPoint } from './altinn.ts'
import { type AccessEvent, apiRoutes } from './api-routes.ts'
import { setUp } from './setup.ts'
import { maskinportenKeys } from './token.ts'

export const skatteetaten = '974761076'
export const scope = 'skatteetaten:kravogbetalinger'
export const resource = 'ske-krav-og-betalinger'
const smartCloud = '312605031'

export type SkatteetatenConfig = {
  /** 0 for a free port. */
  readonly port: number
  /** Where access is decided. It is not called before it is needed. */
  readonly altinnUrl: string
  /** The issuer whose tokens are taken, with the slash at its end. */
  readonly maskinportenIssuer: string
  /** Where Maskinporten has left the organisations' keys. */
  readonly storyKeysPath: string
  /** The XACML policy that the set-up uploads. */
  readonly policyPath: string
  readonly now?: Clock
  readonly report?: (event: AccessEvent) => void
}

/** Starts Skatteetaten's «Krav og betalinger» on loopback. */
export async function startSkatteetaten(config: SkatteetatenConfig): Promise<Running> {
  const { altinnUrl, maskinportenIssuer, storyKeysPath, policyPath, now = systemClock } = config
  requireLoopbackIssuer(maskinportenIssuer)
  const client = () =>
    readStoryClient(storyKeysPath, skatteetaten, { issuer: maskinportenIssuer, now })
  return assemble(async (keep) => {
    const routes = keep(makeRoutes())
    const { url, serve } = keep(await openDoor(config.port))
    await routes.register(
      apiRoutes({
        rules: { issuer: maskinportenIssuer, scope, audience: url, now },
        keys: maskinportenKeys(new URL('jwk', maskinportenIssuer)),
        decide: altinnDecisionPoint({ altinnUrl, client, now }),
        resource,
        report: config.report ?? (() => undefined),
      }),
    )
    // An act of the story's, open to whoever is on this machine; the server listens nowhere else.
    routes.post(
      '/setup',
      telling(async (journal) => {
        const ports = { altinnUrl, client, policyPath, scope, resource }
        await setUp(journal, { ...ports, ownOrgNo: skatteetaten, vendorOrgNo: smartCloud })
        return { status: 200, body: { scope, resource } }
      }),
    )
    await serve(routes)
    return { url }
  })
}
