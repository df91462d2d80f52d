import { z } from 'zod'
import { anyCase, orAbsent } from '../http/any-case.ts'

const listMax = 500
const text = z.string().max(4000)
const texts = z.array(text).max(listMax)
const byLanguage = z.record(z.string().max(100), text)

/** One of these words, written in any case; read as the contract writes it. */
export const wordOf = <const Word extends string>(words: readonly Word[]) => {
  const byName = new Map<string, string>(words.map((word) => [word.toLowerCase(), word]))
  return z
    .string()
    .transform((given) => byName.get(given.toLowerCase()) ?? given)
    .pipe(z.enum(words, { error: `The value is none of ${words.join(', ')}.` }))
}

const ContactPoint = anyCase({
  category: orAbsent(text),
  email: orAbsent(text),
  telephone: orAbsent(text),
  contactPage: orAbsent(text),
})

const ResourceReference = anyCase({
  referenceSource: orAbsent(
    wordOf(['Default', 'Altinn1', 'Altinn2', 'Altinn3', 'ExternalPlatform']),
  ),
  reference: orAbsent(text),
  referenceType: orAbsent(
    wordOf([
      'Default',
      'Uri',
      'DelegationSchemeId',
      'MaskinportenScope',
      'ServiceCode',
      'ServiceEditionCode',
      'ApplicationId',
      'ServiceEditionVersion',
    ]),
  ),
})

const AvailableFor = wordOf([
  'PrivatePerson',
  'LegalEntityEnterprise',
  'Company',
  'BankruptcyEstate',
  'SelfRegisteredUser',
])

const Flag = orAbsent(z.boolean())

/**
 * The members of the registry's model that decide nothing here (spec pdp §3.2). They are of the model's types all the
 * same: every reader of the lists reads them, and one that could not be read would take the whole list with it.
 */
export const furtherMembers = {
  version: orAbsent(text),
  homepage: orAbsent(text),
  status: orAbsent(text),
  isPartOf: orAbsent(text),
  spatial: orAbsent(texts),
  produces: orAbsent(texts),
  thematicAreas: orAbsent(texts),
  contactPoints: orAbsent(z.array(ContactPoint).max(listMax)),
  resourceReferences: orAbsent(z.array(ResourceReference).max(listMax)),
  keywords: orAbsent(z.array(anyCase({ word: text, language: orAbsent(text) })).max(listMax)),
  selfIdentifiedUserEnabled: Flag,
  enterpriseUserEnabled: Flag,
  isOneTimeConsent: Flag,
  availableForType: orAbsent(z.array(AvailableFor).max(listMax)),
  authorizationReference: orAbsent(z.array(anyCase({ id: text, value: text })).max(listMax)),
  consentTemplate: orAbsent(text),
  consentText: orAbsent(byLanguage),
  consentMetadata: orAbsent(z.record(z.string().max(100), anyCase({ optional: z.boolean() }))),
}
