import { customer, resource } from './scene.ts'

/** The body of a question to the PDP about one system user. */
export const questionOf = (systemUser: string): string =>
  JSON.stringify({
    Request: {
      AccessSubject: [
        { Attribute: [{ AttributeId: 'urn:altinn:systemuser:uuid', Value: systemUser }] },
      ],
      Action: [
        {
          Attribute: [
            { AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: 'read' },
          ],
        },
      ],
      Resource: [
        {
          Attribute: [
            { AttributeId: 'urn:altinn:resource', Value: resource },
            { AttributeId: 'urn:altinn:organization:identifier-no', Value: customer },
          ],
        },
      ],
    },
  })
