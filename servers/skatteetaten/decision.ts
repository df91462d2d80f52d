import { z } from 'zod'
import { type Checked, failed, passed } from './problems.ts'

/** What a system user is authenticated at, whatever it is asked about. */
const systemUserLevel = 3

const minimumLevel = 'urn:altinn:minimum-authenticationlevel'
// A level for the tokens of service owners, which a system user never has.
const minimumLevelForServiceOwner = 'urn:altinn:minimum-authenticationlevel-org'

const Assignment = z.object({ category: z.string().nullish(), value: z.string() })
const Obligation = z.object({ attributeAssignment: z.array(Assignment) })

/** The PDP's answer to one question. A list of any other length is no answer to it. */
export const DecisionAnswer = z.object({
  response: z.tuple([
    z.object({
      decision: z.enum(['Permit', 'Deny', 'NotApplicable', 'Indeterminate']),
      obligations: z.array(Obligation).nullish(),
    }),
  ]),
})
export type DecisionAnswer = z.infer<typeof DecisionAnswer>

export type Question = {
  readonly systemUserId: string
  readonly action: string
  readonly resource: string
  readonly orgNo: string
}

/** The system user's id stands alone: with any other attribute beside it there is no decision. */
export const xacmlRequest = ({ systemUserId, action, resource, orgNo }: Question) => ({
  Request: {
    AccessSubject: [
      { Attribute: [{ AttributeId: 'urn:altinn:systemuser:uuid', Value: systemUserId }] },
    ],
    Action: [
      {
        Attribute: [
          { AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: action },
        ],
      },
    ],
    Resource: [
      {
        Attribute: [
          { AttributeId: 'urn:altinn:resource', Value: resource },
          { AttributeId: 'urn:altinn:organization:identifier-no', Value: orgNo },
        ],
      },
    ],
  },
})

function checkAssignment({ category, value }: z.infer<typeof Assignment>): Checked<true> {
  if (category === minimumLevelForServiceOwner) return passed(true)
  if (category !== minimumLevel || !/^\d$/u.test(value)) return failed('obligation-not-known')
  return Number(value) <= systemUserLevel ? passed(true) : failed('authentication-level-too-low')
}

/** Access is given by one Permit whose every obligation is understood and met (XACML 3.0 §7.18). */
export function enforce({ response: [result] }: DecisionAnswer): Checked<true> {
  if (result.decision !== 'Permit') return failed('not-permitted')
  const obligations = result.obligations ?? []
  if (obligations.some(({ attributeAssignment }) => attributeAssignment.length === 0))
    return failed('obligation-not-known')
  const checks = obligations.flatMap(({ attributeAssignment }) =>
    attributeAssignment.map(checkAssignment),
  )
  return checks.find(({ ok }) => !ok) ?? passed(true)
}
