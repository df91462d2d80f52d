import { join } from 'node:path'
import { assemble } from '../support/assemble.ts'
import { type Clock, epochSeconds, systemClock } from '../support/clock.ts'
import { lockDirectory } from '../support/directory-lock.ts'
import { openDocument, type DurableDocument } from '../support/durable-document.ts'
import { replaceFile } from '../support/durable-file.ts'
import { makeRoutes, openDoor, type Running } from '../support/http-server.ts'
import { openSigningKey } from '../support/signing-key.ts'
import { requireLoopbackIssuer } from '../support/stand-in.ts'
import { adminRoutes } from './admin/admin-routes.ts'
import { makeOwnToken } from './own-token.ts'
import { openReplayGuard } from './replay.ts'
import { Registrations } from './state.ts'
import { beginStory, type Story } from './story.ts'
import { Switches } from './switches.ts'
import { systemUserLookup } from './system-user-lookup.ts'
import { type TokenEvent, tokenRoutes } from './token-routes.ts'

export type MaskinportenConfig = {
  /** 0 for a free port. */
  readonly port: number
  /** Where its keys, its registrations and its memory of used grants are kept. One server at a time. */
  readonly dataDirectory: string
  /** Altinn's address. It is not called before a system user is to be looked up. */
  readonly altinnUrl: string
  /** What to begin with when the data directory is empty. */
  readonly story: Story
  /** Ends with a slash, and must be on loopback. Without it, the address it is served at. */
  readonly issuer?: string
  readonly storyKeysPath?: string
  readonly signingKeyBits?: number
  readonly switches?: Partial<Switches>
  readonly now?: Clock
  readonly report?: (event: TokenEvent) => void
}

export type Maskinporten = Running & { readonly issuer: string; readonly storyKeysPath: string }

function openRegistrations(
  { dataDirectory, story, now = systemClock }: MaskinportenConfig,
  storyKeysPath: string,
): Promise<DurableDocument<Registrations>> {
  const path = join(dataDirectory, 'registrations.json')
  return openDocument(path, Registrations, async () => {
    const { registrations, keys } = await beginStory(story, new Date(now()).toISOString())
    // Written first: registrations without the keys to them could never be used.
    await replaceFile(storyKeysPath, `${JSON.stringify(keys, undefined, 2)}\n`)
    return registrations
  })
}

/**
 * Starts a stand-in for Maskinporten on loopback.
 *
 * @throws {StandInNotAllowed} for an issuer that is not on loopback.
 * @throws {DirectoryInUse} when another process has the data directory.
 */
export async function startMaskinporten(config: MaskinportenConfig): Promise<Maskinporten> {
  const { dataDirectory, altinnUrl, now = systemClock, report = () => undefined } = config
  if (config.issuer !== undefined) requireLoopbackIssuer(config.issuer)
  const storyKeysPath = config.storyKeysPath ?? join(dataDirectory, 'story-keys.json')
  const switches = Switches.parse(config.switches ?? {})
  return assemble(async (keep) => {
    keep(await lockDirectory(dataDirectory))
    const replay = keep(
      await openReplayGuard(join(dataDirectory, 'used-grants.log'), epochSeconds(now)),
    )
    const routes = keep(makeRoutes())
    const { url, serve } = keep(await openDoor(config.port))
    const [key, registrations] = await Promise.all([
      openSigningKey(dataDirectory, config.signingKeyBits ?? 2048),
      openRegistrations(config, storyKeysPath),
    ])
    const issuer = config.issuer ?? url
    const ownToken = makeOwnToken(issuer, key, now)
    const lookup = systemUserLookup({ altinnUrl, timeoutMs: switches.lookupTimeoutMs, ownToken })
    const common = { issuer, now, switches, key }
    const grants = { ...common, registrations: registrations.value, replay, lookup }
    await routes.register(tokenRoutes(grants, report))
    await routes.register(adminRoutes({ ...common, registrations }))
    await serve(routes)
    return { url, issuer, storyKeysPath }
  })
}
