import { PackageDefinition } from '../domain/catalogue/events.ts'
import { packageIn } from '../domain/catalogue/state.ts'
import { projection } from './projection.ts'

export type AccessPackageView = PackageDefinition

/** The list of all access packages, by URN. */
export const accessPackageList = 'access-packages'

/** The access packages that there are, by URN: what each is called, and to whom it may be given. */
export const accessPackages = projection({
  name: 'access-packages',
  document: PackageDefinition,
  events: ['AccessPackageDefined', 'AccessPackageWithdrawn'],
  key: (event) => event.urn,
  evolve: (_package, event) =>
    event.type === 'AccessPackageDefined' ? packageIn(event) : undefined,
  entries: ({ urn }) => [{ list: accessPackageList, member: urn }],
})
