import { z } from 'zod'
import { weightedSumIsWhole } from './mod11.ts'

const weights = [3, 2, 7, 6, 5, 4, 3, 2, 1]

/** Nine digits whose last is the modulus-11 check digit. Not checked: that the organisation exists. */
export const OrgNo = z
  .string()
  .regex(/^\d{9}$/u)
  .refine((digits) => weightedSumIsWhole(digits, weights), { error: 'not an organisation number' })

const iso6523Authority = 'iso6523-actorid-upis'

/** An organisation as tokens and grants name it; `0192` is the Norwegian register of entities. */
export const Iso6523Organisation = z.strictObject({
  authority: z.literal(iso6523Authority),
  ID: z
    .string()
    .regex(/^0192:\d{9}$/u)
    .refine((id) => OrgNo.safeParse(id.slice('0192:'.length)).success),
})
export type Iso6523Organisation = z.infer<typeof Iso6523Organisation>

export const organisationClaim = (orgNo: string): Iso6523Organisation => ({
  authority: iso6523Authority,
  ID: `0192:${orgNo}`,
})

export const orgNoOf = ({ ID }: { readonly ID: string }): string => ID.slice('0192:'.length)
