import {
  parseNewPolicy,
  parsePolicy,
  type PolicyReading,
} from '../../domain/policy/parse-policy.ts'
import { readXml } from './read-xml.ts'

/**
 * Reads an XACML 3.0 policy or policy set from its XML text. What it answers with `ok` compiles and
 * can be evaluated; every refusal says what is wrong and on which line. Policies that it refers to
 * are not looked up.
 */
export function readPolicy(xml: string): PolicyReading {
  const reading = readXml(xml)
  return reading.ok ? parsePolicy(reading.root) : reading
}

/** The same of a policy that somebody hands in: it is held to the standard's schema, too. */
export function readNewPolicy(xml: string): PolicyReading {
  const reading = readXml(xml)
  return reading.ok ? parseNewPolicy(reading.root) : reading
}
