import type { OrgNo } from '../values.ts'

/** The legal forms of sub-units: a business of an enterprise, and a place of work of one that does no business. */
const subUnitForms: ReadonlySet<string> = new Set(['BEDR', 'AAFY'])

/**
 * The main unit whose people and whose powers of attorney count for the organisation too (spec pdp §2.2, §2.3), if it
 * is a sub-unit. A part of the public administration (`ORGL`) has a parent as well, and answers for itself alone.
 */
export const mainUnitOf = (party: {
  readonly form: string
  readonly parent?: OrgNo | undefined
}): OrgNo | undefined => (subUnitForms.has(party.form) ? party.parent : undefined)
