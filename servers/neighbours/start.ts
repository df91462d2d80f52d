import { join } from 'node:path'
import { startIdporten } from '../idporten/server.ts'
import { assemble } from '../support/assemble.ts'
import { startMaskinporten } from '../maskinporten/server.ts'
import { readStory } from '../maskinporten/story.ts'
import { startSkatteetaten } from '../skatteetaten/server.ts'
import { startSmartCloud } from '../smartcloud/server.ts'

export type NeighboursConfig = {
  /** Altinn's address; not called before it is needed, so Altinn may be started later. */
  readonly altinnUrl: string
  /** The first of four ports in a row; 0 for four free ones. */
  readonly portBase: number
  readonly dataDirectory: string
  readonly registerPath: string
  /** Holds maskinporten.json and policies/krav-og-betalinger.xml. */
  readonly storyDirectory: string
}

export type Neighbours = {
  readonly urls: {
    readonly maskinporten: string
    readonly idporten: string
    readonly skatteetaten: string
    readonly smartcloud: string
  }
  /** As they stand in tokens: Maskinporten's with a slash at its end, ID-porten's without. */
  readonly issuers: { readonly maskinporten: string; readonly idporten: string }
  readonly storyKeysPath: string
  close(): Promise<void>
}

/** Starts Maskinporten, ID-porten, Skatteetaten and SmartCloud, each on its own port of loopback. */
export async function startNeighbours(config: NeighboursConfig): Promise<Neighbours> {
  const { altinnUrl, dataDirectory, registerPath, storyDirectory } = config
  const port = (place: number) => (config.portBase === 0 ? 0 : config.portBase + place)
  return assemble(async (keep) => {
    const [maskinporten, idporten] = await Promise.all([
      startMaskinporten({
        port: port(0),
        dataDirectory: join(dataDirectory, 'maskinporten'),
        storyKeysPath: join(dataDirectory, 'story-keys.json'),
        story: await readStory(join(storyDirectory, 'maskinporten.json')),
        altinnUrl,
      }).then(keep),
      startIdporten({
        port: port(1),
        dataDirectory: join(dataDirectory, 'idporten'),
        registerPath,
      }).then(keep),
    ])
    const { storyKeysPath, issuer: maskinportenIssuer } = maskinporten
    const common = { altinnUrl, maskinportenIssuer, storyKeysPath }
    const policyPath = join(storyDirectory, 'policies', 'krav-og-betalinger.xml')
    const skatteetaten = keep(await startSkatteetaten({ port: port(2), policyPath, ...common }))
    const smartcloud = keep(
      await startSmartCloud({
        port: port(3),
        dataDirectory: join(dataDirectory, 'smartcloud'),
        skatteetatenUrl: skatteetaten.url,
        ...common,
      }),
    )
    return {
      urls: {
        maskinporten: maskinporten.url,
        idporten: idporten.url,
        skatteetaten: skatteetaten.url,
        smartcloud: smartcloud.url,
      },
      issuers: { maskinporten: maskinportenIssuer, idporten: idporten.issuer },
      storyKeysPath,
    }
  })
}
