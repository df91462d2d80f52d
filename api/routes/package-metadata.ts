import { z } from 'zod'
import { allPackages, resourcesNaming } from '../../application/access-catalogue.ts'
import { type Area, type AreaGroup, areasOf, groupsOf } from '../../application/catalogue-tree.ts'
import { fieldsFound } from '../../application/search-packages.ts'
import { competentAuthority } from '../../domain/resource/competent-authority.ts'
import type { AccessPackageView } from '../../projections/access-packages.ts'
import type { Views } from '../../projections/views.ts'
import { anyone } from '../authentication.ts'
import {
  areaAnswer,
  foundAnswer,
  groupAnswer,
  packageAnswer,
  resourceOfPackage,
  treeAnswer,
} from '../contracts/access-metadata.ts'
import { flag } from '../contracts/flags.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { type Answer, empty, json } from '../http/answer.ts'
import { type Language, languageOf } from '../http/language.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { plainProblem } from '../problem-reply.ts'

export const metaBase = '/accessmanagement/api/v1/meta/info'
const base = `${metaBase}/accesspackages`

type Functions = { readonly views: Views }

export const IdOfMetadata = z.object({ params: z.object({ id: z.string().max(100) }) })
export const NothingAsked = z.object({})

/** The access packages that there are, by group and area; for everybody (spec pdp §4.1). */
export const packageMetadataRoutes = ({ views }: Functions): readonly Route[] => [
  searchRoute(views),
  shown(views, `${base}/export`, NothingAsked, ({ all, language }) =>
    listed(groupsOf(all).map((group) => treeAnswer(group, language))),
  ),
  shown(views, `${base}/group`, NothingAsked, ({ all }) => listed(groupsOf(all).map(groupAnswer))),
  shown(views, `${base}/group/:id`, IdOfMetadata, ({ all, call }) =>
    found(groupOf(all, call.input.params.id), call, groupAnswer),
  ),
  shown(views, `${base}/group/:id/areas`, IdOfMetadata, ({ all, call }) => {
    const group = groupOf(all, call.input.params.id)
    return group ? listed(group.areas.map(areaAnswer)) : plainProblem(404, call.trace)
  }),
  shown(views, `${base}/area/:id`, IdOfMetadata, ({ all, call }) =>
    found(areaOf(all, call.input.params.id), call, areaAnswer),
  ),
  shown(views, `${base}/area/:id/packages`, IdOfMetadata, ({ all, language, call }) => {
    const area = areaOf(all, call.input.params.id)
    return area
      ? listed(area.packages.map((one) => packageAnswer(one, language)))
      : plainProblem(404, call.trace)
  }),
  shown(views, `${base}/package/:id`, IdOfMetadata, ({ all, language, call }) =>
    found(packageOf(all, call.input.params.id), call, (one) => packageAnswer(one, language)),
  ),
  shown(views, `${base}/package/urn/:urn`, UrnInPath, ({ all, language, call }) =>
    found(packageByUrn(all, call.input.params.urn), call, (one) => packageAnswer(one, language)),
  ),
  shown(views, `${base}/package/:id/resources`, IdOfMetadata, async ({ all, language, call }) => {
    const one = packageOf(all, call.input.params.id)
    if (one === undefined) return plainProblem(404, call.trace)
    const resources = await resourcesNaming(views, [one.urn], call.atLeast)
    return listed(resources.map((resource) => resourceOfPackage(resource, language)))
  }),
]

const UrnInPath = z.object({ params: z.object({ urn: z.string().max(255) }) })

type Shown<Input> = {
  readonly all: readonly AccessPackageView[]
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
      const all = await allPackages(views, call.atLeast)
      return show({ all, language: languageOf(call.header('accept-language')), call })
    },
  })

/** An empty list is nothing at all in this part of the contract. */
export const listed = (items: readonly unknown[]): Answer =>
  items.length === 0 ? empty(204) : json(items)

export const found = <One>(
  one: One | undefined,
  { trace }: Pick<Call<null, unknown>, 'trace'>,
  answer: (one: One) => unknown,
): Answer => (one === undefined ? plainProblem(404, trace) : json(answer(one)))

const groupOf = (all: readonly AccessPackageView[], id: string): AreaGroup | undefined =>
  groupsOf(all).find((group) => group.id === id.toLowerCase())

const areaOf = (all: readonly AccessPackageView[], id: string): Area | undefined =>
  areasOf(all).find((area) => area.id === id.toLowerCase())

const packageOf = (all: readonly AccessPackageView[], id: string): AccessPackageView | undefined =>
  all.find((one) => one.id === id.toLowerCase())

/** By the whole URN, by its last part, or by that with the colon before it: of one package alone. */
function packageByUrn(
  all: readonly AccessPackageView[],
  text: string,
): AccessPackageView | undefined {
  const suffix = text.startsWith('urn:') || text.startsWith(':') ? text : `:${text}`
  const [one, ...others] = all.filter(({ urn }) => urn === text || urn.endsWith(suffix))
  return others.length === 0 ? one : undefined
}

const typeNames = { organisasjon: 'Organisasjon', organization: 'Organisasjon', person: 'Person' }

const SearchAsked = z.object({
  query: anyCase({
    term: orAbsent(z.string().max(200)),
    resourceProviderCode: orAbsent(z.string().max(50)),
    searchInResources: flag(),
    typeName: orAbsent(
      z
        .string()
        .toLowerCase()
        .pipe(
          z.enum(['organisasjon', 'organization', 'person'], { error: 'There is no such type.' }),
        )
        .transform((name) => typeNames[name]),
    ),
    simpleSearch: flag(),
    strict: flag(),
  }),
})

const searchRoute = (views: Views): Route =>
  shown(views, `${base}/search`, SearchAsked, async ({ all, language, call }) => {
    const { term = '', resourceProviderCode: provider, typeName, ...how } = call.input.query
    const ofType = all.filter(({ entityType }) => (typeName ?? entityType) === entityType)
    const candidates = await Promise.all(
      ofType.map(async (one) => ({
        found: one,
        resources:
          how.searchInResources || provider !== undefined
            ? await resourcesNaming(views, [one.urn], call.atLeast)
            : [],
      })),
    )
    const hits = candidates
      .filter(({ resources }) => provider === undefined || resources.some(isBy(provider)))
      .map((one) => ({ ...one, fields: fieldsFound(one, { term, ...how }) }))
      .filter(({ fields }) => fields.length > 0)
      .toSorted((a, b) => b.fields.length - a.fields.length)
    return listed(hits.map((hit) => foundAnswer(hit, language, how.searchInResources)))
  })

const isBy =
  (provider: string) =>
  ({ content }: { readonly content: Parameters<typeof competentAuthority>[0] }): boolean =>
    competentAuthority(content).orgcode?.toLowerCase() === provider.toLowerCase()
