import { z } from 'zod'
import { ChangeId, OrgNo, PartyId, SystemUserId } from '../../domain/values.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'

/** A party in a URL: its number as an integer, which for an organisation is its organisation number. */
export const PartyInPath = z
  .string()
  .regex(/^[1-9]\d{0,8}$/u, 'The value is not valid.')
  .transform((text) => OrgNo.parse(String(PartyId.parse(Number(text))).padStart(9, '0')))

export const IdInPath = z.uuid({ error: 'The value is not valid.' }).pipe(SystemUserId)
export const ChangeIdInPath = z.uuid({ error: 'The value is not valid.' }).pipe(ChangeId)

/** A time where the contract has it with an offset: UTC as `+00:00`, zeros at the end left out. */
export const withOffset = (at: string): string =>
  at.replace(/(?:\.0+|(\.\d*?[1-9])0*)Z$/u, '$1').concat('+00:00')

/** Text that people are shown: no control characters, nothing that turns the direction of writing or hides. */
export const shownText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine(
      (text) => text.isWellFormed() && !hidden.test(text),
      'The text holds hidden characters.',
    )

const hidden =
  /[\p{Cc}\p{Cs}\p{Co}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/u

/** The resource attributes of a right; which of them are taken is for the rules to say. */
export const WireRight = anyCase({
  action: orAbsent(z.string().max(255)),
  resource: z
    .array(anyCase({ id: z.string().max(255), value: z.string().max(255) }))
    .min(1)
    .max(10),
})
export type WireRight = z.infer<typeof WireRight>

export const WirePackage = anyCase({ urn: orAbsent(z.string().max(255)) })
export type WirePackage = z.infer<typeof WirePackage>
