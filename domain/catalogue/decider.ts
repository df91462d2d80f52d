import type { Decider } from '../decider.ts'
import { type CatalogueCommand, type CatalogueRefusal, decide } from './decide.ts'
import { CatalogueEvent } from './events.ts'
import { type Catalogue, evolve, initial } from './state.ts'

export const catalogue: Decider<CatalogueCommand, CatalogueEvent, Catalogue, CatalogueRefusal> = {
  category: 'catalogue',
  event: CatalogueEvent,
  initial,
  decide,
  evolve,
}
