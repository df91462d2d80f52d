import type { PolicyReading } from '../domain/policy/parse-policy.ts'
import { policySubjects } from '../domain/policy/subjects.ts'
import { ownResources, portalOwner } from '../domain/resource/own-resources.ts'
import type { Instant } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'

type Dependencies = {
  readonly readPolicy: (xml: string) => PolicyReading
  readonly aggregates: Pick<Aggregates, 'resources'>
  readonly newId: () => string
}

/**
 * Takes the portal's own resources and their policies into the log, so that the decision point is asked about them as
 * about any other. What is as it was costs one read of each. One that somebody else made is left as it is.
 */
export const recordOwnResources =
  ({ aggregates: { resources }, readPolicy, newId }: Dependencies) =>
  async (at: Instant): Promise<void> => {
    const owner = portalOwner
    const context = () => ({
      commandId: newId(),
      correlationId: newId(),
      actor: { type: 'system', process: 'own-resources' } as const,
      at,
    })
    await Promise.all(
      ownResources.map(async ({ id, content, policy: xml }) => {
        await resources.execute(id, { type: 'CreateResource', id, owner, content, at }, context())
        await resources.execute(id, { type: 'UpdateResource', owner, content, at }, context())
        const reading = readPolicy(xml)
        if (!reading.ok) throw new TypeError(`${id}: ${reading.problem.message}`)
        const subjects = policySubjects(reading.policy)
        await resources.execute(id, { type: 'UploadPolicy', owner, xml, subjects, at }, context())
      }),
    )
  }
