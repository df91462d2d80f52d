import { z } from 'zod'
import { resourceAttribute } from '../../domain/policy/altinn-attributes.ts'
import { competentAuthority } from '../../domain/resource/competent-authority.ts'
import type { OrgNo } from '../../domain/values.ts'
import type { ResourceView } from '../../projections/resources.ts'
import { type Described, type Description, isIri, isLanguageTag, turtle } from '../rdf/turtle.ts'

/** The vocabulary of public services (CPSV-AP 3) and those that it builds on. */
const prefixes = {
  cpsv: 'http://purl.org/vocab/cpsv#',
  cv: 'http://data.europa.eu/m8g/',
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
} as const

const a = 'rdf:type'

/**
 * Resources as public services, each with the organisation that answers for it, in Turtle. What an owner wrote in another
 * form than the registry's model has it is left out.
 *
 * @param base under which a resource is found by its id.
 */
export function resourcesAsRdf(resources: readonly ResourceView[], base: string): string {
  const owners = new Map(resources.map((one) => [one.owner, one]))
  return turtle(prefixes, [
    ...resources.map((one) => serviceOf(one, `${base}/${one.id}`)),
    ...[...owners.values()].map(ownerOf),
  ])
}

/** Organisations are named by their numbers, as policies name them. */
const organisationIri = (orgNo: OrgNo): string => `${resourceAttribute.organizationNumber}:${orgNo}`

const ownerOf = ({ owner, content }: ResourceView): Described => ({
  subject: organisationIri(owner),
  description: [
    [a, { iri: `${prefixes.cv}PublicOrganisation` }],
    ['dct:identifier', { text: owner }],
    ...inLanguages('dct:title', competentAuthority(content).name ?? {}),
  ],
})

const serviceOf = ({ id, owner, content }: ResourceView, subject: string): Described => {
  const more = moreOf(content.more)
  return {
    subject,
    description: [
      [a, { iri: `${prefixes.cpsv}PublicService` }],
      ['dct:identifier', { text: id }],
      ...inLanguages('dct:title', content.title),
      ...inLanguages('dct:description', content.description),
      ['cv:hasCompetentAuthority', { iri: organisationIri(owner) }],
      ...more.keywords.flatMap(({ word, language }) =>
        inLanguages('dcat:keyword', { [language]: word }),
      ),
      ...named('cv:thematicArea', more.thematicAreas),
      ...named('dct:spatial', more.spatial),
      ...named('foaf:homepage', more.homepage === undefined ? [] : [more.homepage]),
      ...more.contactPoints.flatMap(contactPoint),
    ],
  }
}

const inLanguages = (property: string, texts: Readonly<Record<string, string>>): Description =>
  Object.entries(texts).flatMap(([language, text]): Description =>
    text === '' || !isLanguageTag(language) ? [] : [[property, { text, language }]],
  )

const named = (property: string, iris: readonly string[]): Description =>
  iris.filter(isIri).map((iri) => [property, { iri }] as const)

const Contact = z.object({
  email: z.string().optional().catch(undefined),
  telephone: z.string().optional().catch(undefined),
  contactPage: z.string().optional().catch(undefined),
})

function contactPoint({ email, telephone, contactPage }: z.infer<typeof Contact>): Description {
  const ways: Description = [
    ...texts('cv:email', email),
    ...texts('cv:telephone', telephone),
    ...named('cv:contactPage', contactPage === undefined ? [] : [contactPage]),
  ]
  if (ways.length === 0) return []
  const point: Description = [[a, { iri: `${prefixes.cv}ContactPoint` }], ...ways]
  return [['cv:contactPoint', { described: point }]]
}

const texts = (property: string, text: string | undefined): Description =>
  text ? [[property, { text }]] : []

const each = <One>(one: z.ZodType<One>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((all) => all.flatMap((given) => one.safeParse(given).data ?? []))

const More = z.object({
  keywords: each(z.object({ word: z.string(), language: z.string() })),
  thematicareas: each(z.string()),
  spatial: each(z.string()),
  homepage: z.string().optional().catch(undefined),
  contactpoints: each(Contact),
})

/** The members that owners write as they like, whose names are read in any case. */
function moreOf(more: ResourceView['content']['more']) {
  const { thematicareas, contactpoints, ...read } = More.parse(
    Object.fromEntries(Object.entries(more).map(([name, value]) => [name.toLowerCase(), value])),
  )
  return { ...read, thematicAreas: thematicareas, contactPoints: contactpoints }
}
