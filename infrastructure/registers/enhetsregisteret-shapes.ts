import { z } from 'zod'
import { OrgNo } from '../../domain/values.ts'

// What is read of the answers of Enhetsregisteret's open API; everything else in them is left alone.

const Code = z.object({ kode: z.string().min(1) })

/** One that was struck off or closed down has the date of it, and little else that can be relied on. */
const Gone = z
  .object({ organisasjonsnummer: OrgNo })
  .and(z.union([z.object({ slettedato: z.string() }), z.object({ nedleggelsesdato: z.string() })]))
  .transform(({ organisasjonsnummer }) => ({ stands: false, organisasjonsnummer }) as const)

const Standing = z
  .object({
    organisasjonsnummer: OrgNo,
    navn: z.string().min(1),
    organisasjonsform: Code,
    overordnetEnhet: OrgNo.optional(),
  })
  .transform((unit) => ({ stands: true, ...unit }) as const)
export type StandingUnit = z.infer<typeof Standing>

/** `GET /enheter/{orgnr}` and `GET /underenheter/{orgnr}`. */
export const Unit = z.union([Gone, Standing])

const Person = z.object({
  fodselsdato: z.string().regex(/^\d{4}-\d{2}-\d{2}$/u),
  navn: z.object({
    fornavn: z.string().optional(),
    mellomnavn: z.string().optional(),
    etternavn: z.string().min(1),
  }),
  erDoed: z.boolean().default(false),
})
export type RegisterPerson = z.infer<typeof Person>

const Rolle = z.object({
  type: Code,
  person: Person.optional(),
  enhet: z.object({ organisasjonsnummer: OrgNo, erSlettet: z.boolean().default(false) }).optional(),
  fratraadt: z.boolean().default(false),
  avregistrert: z.boolean().default(false),
})
export type RegisterRole = z.infer<typeof Rolle>

/** `GET /enheter/{orgnr}/roller`. */
export const Roller = z.object({
  organisasjonsnummer: OrgNo.optional(),
  rollegrupper: z.array(z.object({ roller: z.array(Rolle).default([]) })).default([]),
})

const Oppdatering = z.object({ oppdateringsid: z.int().nonnegative(), organisasjonsnummer: OrgNo })

/**
 * `GET /oppdateringer/enheter` and `…/underenheter`; without `_embedded` where there is nothing. Where there is said to
 * be something it must be here: a form that is not understood may not look like silence.
 */
export const Oppdateringer = z
  .object({
    _embedded: z
      .object({
        oppdaterteEnheter: z.array(Oppdatering).default([]),
        oppdaterteUnderenheter: z.array(Oppdatering).default([]),
      })
      .default({ oppdaterteEnheter: [], oppdaterteUnderenheter: [] }),
    page: z.object({ totalElements: z.int().nonnegative() }),
  })
  .transform(({ _embedded: { oppdaterteEnheter, oppdaterteUnderenheter }, page }) => ({
    changes: [...oppdaterteEnheter, ...oppdaterteUnderenheter],
    total: page.totalElements,
  }))
  .refine(({ changes, total }) => total === 0 || changes.length > 0)

/** `GET /oppdateringer/roller`: a batch of CloudEvents. */
export const Rolleoppdateringer = z.array(
  z.object({
    id: z.coerce.number().int().nonnegative(),
    data: z.object({ organisasjonsnummer: OrgNo }),
  }),
)
