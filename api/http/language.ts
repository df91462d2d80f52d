export type Language = 'nb' | 'nn' | 'en'

const languages: Readonly<Record<string, Language>> = {
  nb: 'nb',
  no: 'nb',
  nob: 'nb',
  no_nb: 'nb',
  nn: 'nn',
  nno: 'nn',
  no_nn: 'nn',
  en: 'en',
  eng: 'en',
}

const wantedMax = 20

/** The first of the languages asked for that we have (RFC 9110 §12.5.4); bokmål if there is none. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',', wantedMax)
    .map(weighed)
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
  for (const { tag } of wanted) {
    const known = languages[tag] ?? languages[tag.split('-', 1)[0] ?? '']
    if (known !== undefined) return known
  }
  return 'nb'
}

function weighed(range: string): { readonly tag: string; readonly quality: number } {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((one) => one.startsWith('q='))
  const quality = weight === undefined ? 1 : Number(weight.slice(2))
  return { tag, quality: Number.isNaN(quality) ? 0 : quality }
}
