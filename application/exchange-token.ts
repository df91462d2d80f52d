import type { Verified } from './access-token.ts'

/** Which of the outside issuers a token is exchanged from. */
export type ExchangeProvider = 'maskinporten' | 'id-porten'

export type Exchanged =
  | { readonly exchanged: true; readonly token: string }
  | {
      readonly exchanged: false
      readonly code: 'no-organisation' | 'no-altinn-scope' | 'no-person' | 'low-assurance'
    }

/** Makes one of our own tokens out of a verified one of an outside issuer (spec maskinporten §5.3). */
export type ExchangeToken = (verified: Verified) => Promise<Exchanged>
