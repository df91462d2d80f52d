import { aggregates } from '../../application/aggregates.ts'
import type { EventStore } from '../../application/event-store.ts'
import { recordCatalogue, type SaidCatalogue } from '../../application/record-catalogue.ts'
import { AccessPackage } from '../../domain/values.ts'
import { catalogueInFiles } from '../../infrastructure/registers/catalogue-file.ts'
import { deriveId } from './derive-id.ts'
import { at } from './fixtures.ts'

/** The catalogue of the project, whole. */
export const wholeCatalogue: SaidCatalogue = catalogueInFiles({ deriveId })

export const packageCalled = (code: string): AccessPackage =>
  AccessPackage.parse(`urn:altinn:accesspackage:${code}`)

/** One package of each kind, by what may be done with it. */
export const skattNaering = packageCalled('skatt-naering')
export const kravOgUtlegg = packageCalled('krav-og-utlegg')
/** For clients alone. */
export const regnskapMedSignering = packageCalled('regnskapsforer-med-signeringsrettighet')
/** Never for clients. */
export const maskinportenScopes = packageCalled('maskinporten-scopes')
/** For nobody. */
export const eksplisitt = packageCalled('eksplisitt')
/** Not in the catalogue. */
export const noPackage = packageCalled('finnes-ikke')

const fewPackages: ReadonlySet<string> = new Set([
  skattNaering,
  kravOgUtlegg,
  regnskapMedSignering,
  packageCalled('regnskapsforer-uten-signeringsrettighet'),
  packageCalled('regnskapsforer-lonn'),
  packageCalled('ansvarlig-revisor'),
  packageCalled('forretningsforer-eiendom'),
  packageCalled('tjenester-nuf'),
  packageCalled('tilgangsstyrer'),
  packageCalled('hovedadministrator'),
  packageCalled('klientadministrator'),
  maskinportenScopes,
  eksplisitt,
  packageCalled('innbygger-pensjon'),
])

const fewRoles: ReadonlySet<string> = new Set([
  'daglig-leder',
  'styreleder',
  'styremedlem',
  'kontaktperson-nuf',
  'hovedadministrator',
  'forretningsforer',
  'regnskapsforer',
  'revisor',
  'privatperson',
])

/** As much of it as most tests need; what it has, it has as the whole has it. */
export const smallCatalogue: SaidCatalogue = {
  packages: wholeCatalogue.packages.filter(({ urn }) => fewPackages.has(urn)),
  roles: wholeCatalogue.roles
    .filter(({ code }) => fewRoles.has(code))
    .map((role) => ({
      ...role,
      packages: role.packages.filter(({ accessPackage }) => fewPackages.has(accessPackage)),
    })),
}

/** Records a catalogue, as every start does; another one in the same world needs a name of its own. */
export const withCatalogue = (
  store: EventStore,
  said: SaidCatalogue = smallCatalogue,
  name = 'catalogue',
): Promise<void> => {
  const newId = (): string => deriveId('command', name)
  return recordCatalogue({ aggregates: aggregates(store), newId })(said, at)
}
