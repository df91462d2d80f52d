import { party } from './fixtures.ts'
import { resource } from './story-world.ts'

// The parts of a question to the decision point, as the JSON form of XACML writes them.

type Pair = readonly [id: string, value: string]

const attribute = ([AttributeId, Value]: Pair) => ({ AttributeId, Value })

export const category = (...pairs: readonly Pair[]) => ({ Attribute: pairs.map(attribute) })

export const actionAttribute = 'urn:oasis:names:tc:xacml:1.0:action:action-id'
export const systemUserAttribute = 'urn:altinn:systemuser:uuid'
export const orgNoAttribute = 'urn:altinn:organization:identifier-no'
export const resourceAttribute = 'urn:altinn:resource'

export const subject = (id: string) => category([systemUserAttribute, id])
export const action = (name: string) => category([actionAttribute, name])
export const about = (id: string = resource, orgNo: string = party) =>
  category([resourceAttribute, id], [orgNoAttribute, orgNo])

/** A question of one part, parts of which may be given anew. */
export const askedOf = (systemUser: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  Request: {
    AccessSubject: [subject(systemUser)],
    Action: [action('read')],
    Resource: [about()],
    ...changes,
  },
})

/** A question whose parts refer to these, under the names given; each reference is the names joined by spaces. */
export const manyOf = (
  named: {
    readonly subjects: Readonly<Record<string, object>>
    readonly actions: Readonly<Record<string, object>>
    readonly resources: Readonly<Record<string, object>>
  },
  references: readonly string[],
) => ({
  Request: {
    AccessSubject: withIds(named.subjects),
    Action: withIds(named.actions),
    Resource: withIds(named.resources),
    MultiRequests: {
      RequestReference: references.map((ids) => ({
        ReferenceId: ids === '' ? [] : ids.split(' '),
      })),
    },
  },
})

const withIds = (named: Readonly<Record<string, object>>) =>
  Object.entries(named).map(([Id, one]) => ({ Id, ...one }))
