import { z } from 'zod'

/** What may be bent, each with the strict setting as its default. */
export const Switches = z.strictObject({
  /** Off: the token endpoint's address is accepted as the audience of a grant too. */
  strictAudience: z.boolean().default(true),
  /** Off: `resource` must be an array. */
  acceptStringResource: z.boolean().default(true),
  /** Echo `externalRef` into the token when the grant had one. */
  echoExternalRef: z.boolean().default(true),
  /** RFC 9396 §7: repeat `authorization_details` beside the token. */
  rarInTokenResponse: z.boolean().default(false),
  /** `aud: "unspecified"` in a token that has no other audience, as before 2025. */
  legacyUnspecifiedAud: z.boolean().default(false),
  /** On: a grant issued longer ago than `iatSkewSeconds` is refused; off: `exp` alone judges the past. */
  refuseOldIat: z.boolean().default(false),
  iatSkewSeconds: z.number().int().min(0).default(10),
  grantLifetimeMaxSeconds: z.number().int().min(1).default(120),
  tokenLifetimeSeconds: z.number().int().min(1).default(120),
  keyAgeMaxDays: z.number().int().min(1).default(365),
  keysMax: z.number().int().min(1).default(5),
  lookupTimeoutMs: z.number().int().min(1).default(5000),
})
export type Switches = z.infer<typeof Switches>
