import type { PolicyReading } from '../domain/policy/parse-policy.ts'
import { policySubjects } from '../domain/policy/subjects.ts'
import { checkUpload, type UploadRefusal } from '../domain/policy/upload.ts'
import type { ResourceRefusal } from '../domain/resource/decide.ts'
import type { OrgNo, ResourceId } from '../domain/values.ts'
import type { Aggregates } from './aggregates.ts'
import type { CommandContext } from './command-context.ts'
import { done, type Outcome, refused } from './outcome.ts'

export type UploadPolicy = {
  readonly id: ResourceId
  readonly owner: OrgNo
  readonly xml: string
}

export type UploadPolicyRefusal =
  ResourceRefusal | UploadRefusal | { readonly code: 'policy-unreadable'; readonly message: string }

type Dependencies = {
  readonly aggregates: Pick<Aggregates, 'resources'>
  readonly readPolicy: (xml: string) => PolicyReading
}

/** A new version of a resource's policy, in force from its position on. It may speak of its own resource alone. */
export const uploadPolicy =
  ({ aggregates: { resources }, readPolicy }: Dependencies) =>
  async (
    { id, owner, xml }: UploadPolicy,
    context: CommandContext,
  ): Promise<Outcome<true, UploadPolicyRefusal>> => {
    const reading = readPolicy(xml)
    if (!reading.ok) return refused({ code: 'policy-unreadable', message: reading.problem.message })
    const check = checkUpload(reading.policy, id)
    if (!check.accepted) return refused(check.refusal)
    const { decision, position } = await resources.execute(
      id,
      {
        type: 'UploadPolicy',
        owner,
        xml,
        subjects: policySubjects(reading.policy),
        at: context.at,
      },
      context,
    )
    return decision.accepted ? done(true, position) : refused(decision.refusal)
  }
