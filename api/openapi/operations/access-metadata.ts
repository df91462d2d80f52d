import { z } from 'zod'
import type { Operation, Operations } from '../operation.ts'

const M = '/accessmanagement/api/v1/meta/info'
const P = `${M}/accesspackages`

const heading = { id: z.uuid(), name: z.string() }
const Group = z.strictObject({ ...heading, type: z.string() })
const Area = z.strictObject({ ...heading, group: z.strictObject(heading) })
const Resource = z.strictObject({
  refId: z.string(),
  name: z.string(),
  description: z.string(),
  provider: z.strictObject({
    refId: z.string(),
    code: z.string().optional(),
    name: z.string().optional(),
  }),
  type: z.strictObject({ name: z.string() }),
})
const Package = z.strictObject({
  ...heading,
  urn: z.string(),
  isDelegable: z.boolean(),
  isAssignable: z.boolean(),
  isResourcePolicyAvailable: z.boolean(),
  area: Area,
  type: z.strictObject({ name: z.string() }),
  resources: z.array(Resource).optional(),
})
const Role = z.strictObject({
  ...heading,
  code: z.string(),
  urn: z.string(),
  isKeyRole: z.boolean(),
  legacyRoleCode: z.string().optional(),
  legacyUrn: z.string().optional(),
  provider: z.strictObject({ code: z.string() }),
  type: z.strictObject({ name: z.string() }),
})
const Found = z.strictObject({
  object: Package,
  score: z.int(),
  fields: z.array(z.strictObject({ field: z.string() })),
})
const Tree = z.strictObject({
  ...Group.shape,
  areas: z.array(z.strictObject({ ...heading, packages: z.array(Package) })),
})

const list = (id: string, summary: string, one: z.ZodType): Operation => ({
  id,
  summary,
  answers: { 200: z.array(one), 204: 'nothing' },
  problems: [404],
})

const item = (id: string, summary: string, one: z.ZodType): Operation => ({
  id,
  summary,
  answers: { 200: one },
  problems: [404],
})

export const accessMetadataOperations: Operations = {
  [`GET ${P}/search`]: list('searchPackages', 'Access packages, by words.', Found),
  [`GET ${P}/export`]: list('exportPackages', 'All packages, by group and area.', Tree),
  [`GET ${P}/group`]: list('packageGroups', 'The groups of areas.', Group),
  [`GET ${P}/group/:id`]: item('packageGroup', 'A group of areas.', Group),
  [`GET ${P}/group/:id/areas`]: list('areasOfGroup', 'The areas of a group.', Area),
  [`GET ${P}/area/:id`]: item('packageArea', 'An area.', Area),
  [`GET ${P}/area/:id/packages`]: list('packagesOfArea', 'The packages of an area.', Package),
  [`GET ${P}/package/:id`]: item('accessPackage', 'An access package.', Package),
  [`GET ${P}/package/urn/:urn`]: item('accessPackageByUrn', 'The same, by its URN.', Package),
  [`GET ${P}/package/:id/resources`]: list(
    'resourcesOfPackage',
    'The resources whose policy names the package.',
    Resource,
  ),
  [`GET ${M}/roles`]: list('roles', 'All roles.', Role),
  [`GET ${M}/roles/:id`]: item('role', 'A role.', Role),
  [`GET ${M}/roles/packages`]: list('packagesByRole', 'The packages of a role.', Package),
  [`GET ${M}/roles/resources`]: list('resourcesByRole', 'The resources of a role.', Resource),
  [`GET ${M}/roles/:id/packages`]: list('packagesOfRole', 'The packages of a role.', Package),
  [`GET ${M}/roles/:id/resources`]: list('resourcesOfRole', 'The resources of a role.', Resource),
}
