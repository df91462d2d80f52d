/** A stand-in was asked to run where it must not. */
export class StandInNotAllowed extends Error {
  override readonly name = 'StandInNotAllowed'
  readonly code = 'ERR_STAND_IN_NOT_ALLOWED'
}

const loopbackNames = new Set(['127.0.0.1', '[::1]', 'localhost'])

export const isLoopback = (url: URL): boolean => loopbackNames.has(url.hostname)

/** @throws {StandInNotAllowed} for an issuer that anyone but this machine could be taken in by. */
export function requireLoopbackIssuer(issuer: string): void {
  if (!URL.canParse(issuer) || !isLoopback(new URL(issuer)))
    throw new StandInNotAllowed(`the issuer of a stand-in must be on loopback, not ${issuer}`)
}

/** @throws {StandInNotAllowed} in production, unless it is asked for by name. */
export function requireNotProduction(
  nodeEnv: string | undefined,
  allowProductionStandIn: boolean,
): void {
  if (nodeEnv === 'production' && !allowProductionStandIn)
    throw new StandInNotAllowed(
      'stand-ins do not run with NODE_ENV=production (--allow-production-stand-in overrides this)',
    )
}
