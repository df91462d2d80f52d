import { z } from 'zod'
import { allPackages, allRoles, resourcesNaming } from '../../application/access-catalogue.ts'
import type { AccessPackageView } from '../../projections/access-packages.ts'
import type { Position } from '../../projections/recorded.ts'
import type { RoleView } from '../../projections/roles.ts'
import type { Views } from '../../projections/views.ts'
import { anyone } from '../authentication.ts'
import { packageAnswer, resourceOfPackage, roleAnswer } from '../contracts/access-metadata.ts'
import { flag } from '../contracts/flags.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import type { Answer } from '../http/answer.ts'
import { type Language, languageOf } from '../http/language.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { plainProblem } from '../problem-reply.ts'
import { found, IdOfMetadata, listed, metaBase, NothingAsked } from './package-metadata.ts'

const base = `${metaBase}/roles`

type Functions = { readonly views: Views }

const variant = orAbsent(z.string().max(20))
const OfRole = z.object({
  params: IdOfMetadata.shape.params,
  query: anyCase({ variant, includeResources: flag(), includePackageResources: flag() }),
})
const ByCode = z.object({
  query: anyCase({
    role: z.string().max(255),
    variant,
    includeResources: flag(),
    includePackageResources: flag(),
  }),
})

/** The roles that there are, the packages that come with them, and what they open; for everybody (spec pdp §4.1). */
export const roleMetadataRoutes = ({ views }: Functions): readonly Route[] => [
  shown(views, base, NothingAsked, ({ roles, language }) =>
    listed(roles.map((role) => roleAnswer(role, language))),
  ),
  shown(views, `${base}/:id`, IdOfMetadata, ({ roles, language, call }) =>
    found(roleById(roles, call.input.params.id), call, (role) => roleAnswer(role, language)),
  ),
  shown(views, `${base}/packages`, ByCode, ({ roles, language, call }) =>
    packagesOf({ views, language, call }, roleByName(roles, call.input.query.role)),
  ),
  shown(views, `${base}/:id/packages`, OfRole, ({ roles, language, call }) =>
    packagesOf({ views, language, call }, roleById(roles, call.input.params.id)),
  ),
  shown(views, `${base}/resources`, ByCode, ({ roles, language, call }) =>
    resourcesOf({ views, language, call }, roleByName(roles, call.input.query.role)),
  ),
  shown(views, `${base}/:id/resources`, OfRole, ({ roles, language, call }) =>
    resourcesOf({ views, language, call }, roleById(roles, call.input.params.id)),
  ),
]

type Shown<Input> = {
  readonly roles: readonly RoleView[]
  readonly language: Language
  readonly call: Call<null, Input>
}

const shown = <Input>(
  views: Views,
  path: string,
  contract: z.ZodType<Input>,
  show: (shown: Shown<Input>) => Answer | Promise<Answer>,
): Route =>
  route({
    method: 'GET',
    path,
    access: anyone,
    contract,
    handler: async (call) => {
      const roles = await allRoles(views, call.atLeast)
      return show({ roles, language: languageOf(call.header('accept-language')), call })
    },
  })

const roleById = (roles: readonly RoleView[], id: string): RoleView | undefined =>
  roles.find((role) => role.id === id.toLowerCase())

/** By its code, the code by which policies name it, or a URN of either. */
function roleByName(roles: readonly RoleView[], name: string): RoleView | undefined {
  const wanted = name.toLowerCase()
  return roles.find(({ code, legacyCode, urn, legacyUrn }) =>
    [code, legacyCode, urn, legacyUrn].some((one) => one?.toLowerCase() === wanted),
  )
}

type Asked = {
  readonly views: Views
  readonly language: Language
  readonly call: Call<
    null,
    {
      readonly query: {
        readonly variant?: string | undefined
        readonly includeResources: boolean
        readonly includePackageResources: boolean
      }
    }
  >
}

async function packagesOf(
  { views, language, call }: Asked,
  role: RoleView | undefined,
): Promise<Answer> {
  if (role === undefined) return plainProblem(404, call.trace)
  const { variant: form, includeResources } = call.input.query
  const packages = await packagesGivenBy(views, role, form, call.atLeast)
  const answers = packages.map(async (one) => {
    const answer = packageAnswer(one, language)
    if (!includeResources) return answer
    const resources = await resourcesNaming(views, [one.urn], call.atLeast)
    return { ...answer, resources: resources.map((some) => resourceOfPackage(some, language)) }
  })
  return listed(await Promise.all(answers))
}

async function resourcesOf(
  { views, language, call }: Asked,
  role: RoleView | undefined,
): Promise<Answer> {
  if (role === undefined) return plainProblem(404, call.trace)
  const { variant: form, includePackageResources } = call.input.query
  const packages = includePackageResources
    ? await packagesGivenBy(views, role, form, call.atLeast)
    : []
  const subjects = [...subjectsOf(role), ...packages.map(({ urn }) => urn)]
  const resources = await resourcesNaming(views, subjects, call.atLeast)
  return listed(resources.map((resource) => resourceOfPackage(resource, language)))
}

/** The names by which policies mean the role. */
const subjectsOf = ({ code, legacyCode, urn, legacyUrn }: RoleView): string[] =>
  [`urn:altinn:rolecode:${legacyCode ?? code}`, urn, legacyUrn ?? urn].map((one) =>
    one.toLowerCase(),
  )

/** The packages that whoever has the role has, at organisations of a legal form, or at some if none is said. */
async function packagesGivenBy(
  views: Views,
  role: RoleView,
  form: string | undefined,
  atLeast: Position | undefined,
): Promise<readonly AccessPackageView[]> {
  const urns = new Set(
    role.packages
      .filter(({ hasAccess }) => hasAccess)
      .filter((one) => form === undefined || one.form === undefined || one.form === form)
      .map(({ accessPackage }) => accessPackage),
  )
  const all = await allPackages(views, atLeast)
  return all.filter(({ urn }) => urns.has(urn))
}
