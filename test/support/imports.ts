import { posix } from 'node:path'

/** What stands for an import whose target is computed, so that nobody can say where it leads. */
export const computed = '(computed)'

const forms = [
  // import … from 'x', import type … from 'x', export … from 'x'; not the word `from` inside a string.
  /^[ \t]*(?:import|export)\b[^'"`;]*?\bfrom\s*['"](?<to>[^'"]+)['"]/gmu,
  /^[ \t]*import\s*['"](?<to>[^'"]+)['"]/gmu,
  /\b(?:import|require)\s*\(\s*(?:['"](?<to>[^'"]+)['"]\s*[,)])?/gmu,
]

/** Everything that a module imports, in whatever form, as it is written. */
export const importsOf = (source: string): readonly string[] =>
  forms.flatMap((form) =>
    [...withoutComments(source).matchAll(form)].map((match) => match.groups?.['to'] ?? computed),
  )

/** Lines of comment only; one behind code stays, and can only add an import, never hide one. */
const withoutComments = (source: string): string =>
  source.replaceAll(/^[ \t]*(?:\/\/|\/\*|\*).*$/gmu, '')

/** Where a relative import leads, from the root of the project; undefined for a package. */
export const targetOf = (path: string, specifier: string): string | undefined =>
  specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined
