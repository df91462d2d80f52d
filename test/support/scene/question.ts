import { customer, resource } from './scene.ts'

const subject = (systemUser: string) => ({
  Attribute: [{ AttributeId: 'urn:altinn:systemuser:uuid', Value: systemUser }],
})
const action = {
  Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: 'read' }],
}
const about = {
  Attribute: [
    { AttributeId: 'urn:altinn:resource', Value: resource },
    { AttributeId: 'urn:altinn:organization:identifier-no', Value: customer },
  ],
}

/** The body of a question to the PDP about one system user. */
export const questionOf = (systemUser: string): string =>
  JSON.stringify({
    Request: { AccessSubject: [subject(systemUser)], Action: [action], Resource: [about] },
  })

/** The same about several, in one body. */
export const questionsOf = (systemUsers: readonly string[]): string =>
  JSON.stringify({
    Request: {
      AccessSubject: systemUsers.map((id, i) => ({ Id: `s${i}`, ...subject(id) })),
      Action: [{ Id: 'a', ...action }],
      Resource: [{ Id: 'r', ...about }],
      MultiRequests: {
        RequestReference: systemUsers.map((_, i) => ({ ReferenceId: [`s${i}`, 'a', 'r'] })),
      },
    },
  })
