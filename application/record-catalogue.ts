import type { CatalogueCommand } from '../domain/catalogue/decide.ts'
import type { Instant } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'

/** The catalogue as somebody has it who is believed: every access package and every role. */
export type SaidCatalogue = Pick<CatalogueCommand, 'packages' | 'roles'>

/** Neither can be used without the other, so they are one aggregate, and there is one. */
const theCatalogue = 'access'

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'catalogues'>
  readonly newId: () => string
}

/**
 * Takes the catalogue into the log: what is new or has changed, and what is gone, in one append. What is as it was
 * costs one read. Of two processes that start with different catalogues, the later one is believed.
 *
 * @throws {UnstorableEvents} for a change too large for one append: about twice the catalogue of today.
 */
export const recordCatalogue =
  ({ aggregates: { catalogues }, newId }: Dependencies) =>
  async ({ packages, roles }: SaidCatalogue, at: Instant): Promise<void> => {
    await catalogues.execute(
      theCatalogue,
      { type: 'RecordCatalogue', packages, roles, at },
      {
        commandId: newId(),
        correlationId: newId(),
        actor: { type: 'system', process: 'catalogue' },
        at,
      },
    )
  }
