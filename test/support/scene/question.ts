import { customer, resource } from './scene.ts'

const subjectOf = (systemUser: string) => ({
  Attribute: [{ AttributeId: 'urn:altinn:systemuser:uuid', Value: systemUser }],
})
const reading = {
  Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: 'read' }],
}
const claims = {
  Attribute: [
    { AttributeId: 'urn:altinn:resource', Value: resource },
    { AttributeId: 'urn:altinn:organization:identifier-no', Value: customer },
  ],
}

/** The body of a question to the PDP about one system user. */
export const questionOf = (systemUser: string): string =>
  JSON.stringify({
    Request: { AccessSubject: [subjectOf(systemUser)], Action: [reading], Resource: [claims] },
  })

/** The same about many at once. */
export const questionsOf = (systemUsers: readonly string[]): string =>
  JSON.stringify({
    Request: {
      AccessSubject: systemUsers.map((id, i) => ({ Id: `s${i}`, ...subjectOf(id) })),
      Action: [{ Id: 'a', ...reading }],
      Resource: [{ Id: 'r', ...claims }],
      MultiRequests: {
        RequestReference: systemUsers.map((_id, i) => ({ ReferenceId: [`s${i}`, 'a', 'r'] })),
      },
    },
  })
