import { z } from 'zod'
import { wholeList } from '../../application/whole-list.ts'
import { SystemId } from '../../domain/values.ts'
import type { Position } from '../../projections/recorded.ts'
import type { SystemView } from '../../projections/systems.ts'
import type { Views } from '../../projections/views.ts'
import { visibleSystemList } from '../../projections/visible-systems.ts'
import { personWith } from '../authentication.ts'
import { listedSystem } from '../contracts/registered-system.ts'
import { oldAppRight, wirePackage, wireRight } from '../contracts/rights.ts'
import { Flag } from '../contracts/flags.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { json, notStored } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { plainProblem } from '../problem-reply.ts'
import { systemById, systemsById } from '../reads.ts'

const base = '/authentication/api/v1/systemregister'
const portal = personWith('altinn:portal/enduser')
const SystemInPath = z.object({ params: z.object({ systemId: z.string() }) })

type Functions = { readonly views: Views }

/**
 * The systems that a party can choose from, for people (spec systemuser-api §1.1: R1, R3, R11, R12). A system that is
 * hidden or deleted is nothing here: who is asked for it sees it in the request.
 */
export const systemCatalogueRoutes = (functions: Functions): readonly Route[] => [
  listRoute(functions),
  readRoute(functions),
  rightsRoute(functions),
  accessPackagesRoute(functions),
]

async function visibleSystem(
  views: Views,
  text: string,
  atLeast: Position | undefined,
): Promise<SystemView | undefined> {
  const id = SystemId.safeParse(text)
  const system = id.success ? await systemById(views, id.data, atLeast) : undefined
  return system && isVisible(system) ? system : undefined
}

const isVisible = ({ deleted, content }: SystemView): boolean => !deleted && content.visible

const listRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: base,
    access: portal,
    contract: z.unknown(),
    handler: async ({ atLeast }) => {
      const ids = await wholeList(views, visibleSystemList, atLeast)
      const systems = await systemsById(views, ids, atLeast)
      // The list and the documents are two readings.
      const shown = systems.filter(isVisible)
      return json(
        shown.map((system) => listedSystem(system)),
        200,
        notStored,
      )
    },
  })

const readRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:systemId`,
    access: portal,
    contract: SystemInPath,
    handler: async ({ input, atLeast, trace }) => {
      const system = await visibleSystem(views, input.params.systemId, atLeast)
      return system === undefined ? plainProblem(404, trace) : json(listedSystem(system))
    },
  })

const rightsRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:systemId/rights`,
    access: portal,
    contract: z.object({
      ...SystemInPath.shape,
      query: anyCase({ useOldFormatForApp: orAbsent(Flag) }),
    }),
    handler: async ({ input, atLeast }) => {
      const system = await visibleSystem(views, input.params.systemId, atLeast)
      const written = input.query.useOldFormatForApp === true ? oldAppRight : wireRight
      return json((system?.content.rights ?? []).map(written))
    },
  })

const accessPackagesRoute = ({ views }: Functions): Route =>
  route({
    method: 'GET',
    path: `${base}/:systemId/accesspackages`,
    access: portal,
    contract: SystemInPath,
    handler: async ({ input, atLeast }) => {
      const system = await visibleSystem(views, input.params.systemId, atLeast)
      return json((system?.content.accessPackages ?? []).map(wirePackage))
    },
  })
