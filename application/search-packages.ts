import type { AccessPackageView } from '../projections/access-packages.ts'
import type { ResourceView } from '../projections/resources.ts'

export type PackageSearch = {
  readonly term: string
  /** Look in what the package's resources are called, too. */
  readonly searchInResources: boolean
  /** The term is one phrase, and no list of words. */
  readonly strict: boolean
}

export type PackageWithResources = {
  readonly found: AccessPackageView
  readonly resources: readonly ResourceView[]
}

/** The members of a package in which all that is sought stands, in any of the languages; none if it is not found. */
export function fieldsFound(
  { found, resources }: PackageWithResources,
  { term, searchInResources, strict }: PackageSearch,
): readonly string[] {
  const sought = wordsOf(term, strict)
  const texts = {
    name: Object.values(found.name),
    urn: [found.urn],
    area: [found.area.name],
    group: [found.areaGroup.name],
    resources: searchInResources ? resources.flatMap(namesOf) : [],
  }
  const all = Object.values(texts).flat().map(folded)
  if (!sought.every((word) => all.some((text) => text.includes(word)))) return []
  return Object.entries(texts)
    .filter(([, some]) => some.some((text) => sought.some((word) => folded(text).includes(word))))
    .map(([field]) => field)
}

const namesOf = ({ id, content }: ResourceView): string[] => [id, ...Object.values(content.title)]

const wordsOf = (term: string, strict: boolean): string[] => {
  const text = folded(term).trim()
  return strict ? [text] : text.split(/\s+/u)
}

const folded = (text: string): string => text.toLowerCase()
