import type { Operations } from './operation.ts'
import { accessListOperations } from './operations/access-lists.ts'
import { accessMetadataOperations } from './operations/access-metadata.ts'
import { authorizedPartyOperations } from './operations/authorized-parties.ts'
import { authzenOperations } from './operations/authzen.ts'
import { clientOperations } from './operations/clients.ts'
import { partyOperations } from './operations/parties.ts'
import { registerOperations } from './operations/register.ts'
import { registryOperations } from './operations/registry.ts'
import { requestOperations } from './operations/requests.ts'
import { serviceOperations } from './operations/services.ts'
import { systemUserOperations } from './operations/system-users.ts'

/** Every route there is, as its readers see it; a test holds the two against each other. */
export const operations: Operations = {
  ...registerOperations,
  ...requestOperations,
  ...systemUserOperations,
  ...clientOperations,
  ...serviceOperations,
  ...authorizedPartyOperations,
  ...partyOperations,
  ...authzenOperations,
  ...registryOperations,
  ...accessListOperations,
  ...accessMetadataOperations,
}
