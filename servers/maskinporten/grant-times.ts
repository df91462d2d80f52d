import type { JsonObject } from '../support/strict-json.ts'
import { type Checked, failed, passed } from './refusals.ts'
import type { Switches } from './switches.ts'

const isNumericDate = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function checkAge(iat: number, nowSeconds: number, switches: Switches): Checked<true> {
  if (iat > nowSeconds + switches.iatSkewSeconds) return failed('issued-in-future')
  if (switches.refuseOldIat && iat < nowSeconds - switches.iatSkewSeconds)
    return failed('grant-expired')
  return passed(true)
}

/** `exp` and `iat` are required, at most 120 s apart, and now lies between them. `nbf` may be there. */
export function checkTimes(
  { iat, exp, nbf }: JsonObject,
  nowSeconds: number,
  switches: Switches,
): Checked<true> {
  if (!isNumericDate(exp)) return failed('invalid-time', 'exp')
  if (!isNumericDate(iat)) return failed('invalid-time', 'iat')
  if (nbf !== undefined && !isNumericDate(nbf)) return failed('invalid-time', 'nbf')
  if (exp < iat || exp - iat > switches.grantLifetimeMaxSeconds)
    return failed('invalid-time', 'exp')
  if (exp <= nowSeconds) return failed('grant-expired')
  if (nbf !== undefined && nbf > nowSeconds + switches.iatSkewSeconds)
    return failed('invalid-time', 'nbf')
  return checkAge(iat, nowSeconds, switches)
}

/** The audience is the issuer and nothing else; an array may carry it if it is alone there. */
export function checkAudience(
  { aud }: JsonObject,
  issuer: string,
  { strictAudience }: Switches,
): Checked<true> {
  const audience: unknown = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud
  const accepted = strictAudience ? [issuer] : [issuer, `${issuer}token`]
  return typeof audience === 'string' && accepted.includes(audience)
    ? passed(true)
    : failed('wrong-audience')
}
