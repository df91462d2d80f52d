import type { DeriveId } from '../../application/derive-id.ts'
import { organisationForms } from '../../domain/party/forms.ts'
import { anyone } from '../authentication.ts'
import { json } from '../http/answer.ts'
import { languageOf } from '../http/language.ts'
import { type Route, route } from '../http/route.ts'
import { NothingAsked } from './package-metadata.ts'

/** The legal forms of organisations, for everybody (spec pdp §4.1). Their ids follow from their codes. */
export const organisationFormRoutes = ({
  deriveId,
}: {
  readonly deriveId: DeriveId
}): readonly Route[] => [
  route({
    method: 'GET',
    path: '/accessmanagement/api/v1/meta/types/organization/subtypes',
    access: anyone,
    contract: NothingAsked,
    handler: async ({ header }) => {
      const language = languageOf(header('accept-language'))
      return json(
        organisationForms.map(({ code, name }) => ({
          id: deriveId('organisation-form', code),
          name: code,
          description: name[language],
          type: { name: 'Organisasjon' },
        })),
      )
    },
  }),
]
