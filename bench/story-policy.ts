import { readFileSync } from 'node:fs'

/** The XML of the story's policy. Benches run as they are built, beside which the story does not lie. */
export const storyPolicyXml = (): string =>
  readFileSync(
    new URL('../../servers/story/policies/krav-og-betalinger.xml', import.meta.url),
    'utf8',
  )
