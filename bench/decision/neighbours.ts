import type { Decides } from './decides.ts'
import type { Delegation } from './delegations.ts'
import { casbin } from './neighbours/casbin.ts'
import { casl } from './neighbours/casl.ts'
import { cedar } from './neighbours/cedar.ts'

type Load = (delegations: Iterable<Delegation>) => Decides | Promise<Decides>

/** Others that decide, told the same delegations each in its own way. */
export const neighbours: Readonly<Record<string, Load>> = {
  CASL: casl,
  casbin,
  'Cedar in WebAssembly': cedar,
}
