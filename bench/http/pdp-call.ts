import { questionOf } from '../../test/support/scene/question.ts'
import type { Scene } from '../../test/support/scene/scene.ts'
import type { Call } from './load.ts'

/** The decision point is asked these bodies in turn; one about each system user, if nothing else is said. */
export const pdpCall = (
  url: string,
  { systemUsers, tokens }: Scene,
  bodies: readonly string[] = systemUsers.map(({ id }) => questionOf(id)),
): Call => ({
  url: `${url}/authorization/api/v1/authorize`,
  method: 'POST',
  headers: { authorization: `Bearer ${tokens.pdp}`, 'content-type': 'application/json' },
  bodies,
})
