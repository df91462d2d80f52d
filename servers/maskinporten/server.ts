import { join } from 'node:path'
import { type Clock, systemClock } from '../support/clock.ts'
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
  const lock = await lockDirectory(dataDirectory)
  const nowSeconds = Math.floor(now() / 1000)
  const [key, registrations, replay, door] = await Promise.all([
    openSigningKey(dataDirectory, config.signingKeyBits ?? 2048),
    openRegistrations(config, storyKeysPath),
    openReplayGuard(join(dataDirectory, 'used-grants.log'), nowSeconds),
    openDoor(config.port),
  ])
  const issuer = config.issuer ?? door.url
  const ownToken = makeOwnToken(issuer, key, now)
  const lookup = systemUserLookup({ altinnUrl, timeoutMs: switches.lookupTimeoutMs, ownToken })
  const grants = {
    issuer,
    now,
    switches,
    registrations: registrations.value,
    replay,
    lookup,
    key,
  }
  const routes = makeRoutes()
  await routes.register(tokenRoutes(grants, report))
  await routes.register(adminRoutes({ issuer, now, key, registrations, switches }))
  const running = await door.serve(routes)
  return {
    ...running,
    issuer,
    storyKeysPath,
    async close() {
      await running.close()
      await replay.close()
      await lock.release()
    },
  }
}
