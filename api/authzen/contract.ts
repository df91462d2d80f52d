import { z } from 'zod'

// The Authorization API 1.0 of OpenID AuthZEN. Members that are not known are left out, as it says.

const text = z.string().max(500)
const Properties = z.record(z.string(), z.unknown()).optional()

const urnPropertiesMax = 100
const urnTextMax = 2_000

/**
 * What is told of a resource, an action and the surroundings. Those that are named by a URN are attributes of XACML, so each has to be a text: one that was
 * dropped could be the one by which a policy refuses.
 */
const Told = z
  .record(z.string().max(500), z.unknown())
  .refine(
    (properties) => {
      const named = Object.entries(properties).filter(([name]) => name.startsWith('urn:'))
      return (
        named.length <= urnPropertiesMax &&
        named.every(([, value]) => typeof value === 'string' && value.length <= urnTextMax)
      )
    },
    { error: 'A property that is named by a URN is a text, and there are not too many.' },
  )
  .optional()

export const Subject = z.object({ type: text, id: text, properties: Properties })
export const Action = z.object({ name: text, properties: Told })
export const Resource = z.object({ type: text, id: text, properties: Told })

/** One question (§5), as far as it is there: what is missing may come from the defaults of a batch. */
export const PartialQuestion = z.object({
  subject: Subject.partial().optional(),
  action: Action.partial().optional(),
  resource: Resource.partial().optional(),
  context: Told,
})
export type PartialQuestion = z.infer<typeof PartialQuestion>

export const WholeQuestion = z.object({
  subject: Subject,
  action: Action,
  resource: Resource,
  context: Told,
})
export type WholeQuestion = z.infer<typeof WholeQuestion>

const evaluationsMax = 1_000

export const Semantic = z.enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'])
export type Semantic = z.infer<typeof Semantic>

/** Many questions (§6). Each is read on its own, so that one that is broken is told of alone. */
export const Batch = z.object({
  evaluations: z.array(z.unknown()).max(evaluationsMax).optional(),
  options: z.object({ evaluations_semantic: Semantic.optional() }).optional(),
})

/** A limit of none asks how many there are (§8.2). */
export const Page = z
  .object({ token: z.string().max(200).optional(), limit: z.int().min(0).optional() })
  .optional()
export type Page = z.infer<typeof Page>

/** Searches (§7–9): of what is sought the type alone counts. */
export const SubjectSearch = z.object({
  subject: z.object({ type: text }),
  action: Action,
  resource: Resource,
  context: Told,
  page: Page,
})
export const ResourceSearch = z.object({
  subject: Subject,
  action: Action,
  resource: z.object({ type: text, properties: Told }),
  context: Told,
  page: Page,
})
export const ActionSearch = z.object({
  subject: Subject,
  resource: Resource,
  context: Told,
  page: Page,
})
