import { PartialQuestion, type Semantic, WholeQuestion } from './contract.ts'

/** One of a batch, or what is wrong with it. */
export type Item = WholeQuestion | { readonly broken: string }

/**
 * An item with the defaults of its batch (§6.1). An entity of the item takes the place of the default's as a whole, its
 * properties included; only an identifier that it lacks comes from there. What is incomplete after that is broken.
 */
export function itemOf(given: unknown, defaults: PartialQuestion): Item {
  const read = PartialQuestion.safeParse(given)
  if (!read.success) return { broken: 'The evaluation is not well-formed.' }
  const whole = WholeQuestion.safeParse({
    subject: entityOf(read.data.subject, defaults.subject, ['type', 'id']),
    action: entityOf(read.data.action, defaults.action, ['name']),
    resource: entityOf(read.data.resource, defaults.resource, ['type', 'id']),
    context: read.data.context ?? defaults.context,
  })
  return whole.success ? whole.data : { broken: `${missingIn(whole.error.issues)} is missing.` }
}

const missingIn = (issues: readonly { readonly path: readonly PropertyKey[] }[]): string =>
  issues[0]?.path.map(String).join('.') ?? 'Something'

function entityOf<Entity extends object>(
  own: Entity | undefined,
  fallback: Entity | undefined,
  identifiers: readonly (keyof Entity)[],
): Entity | undefined {
  if (own === undefined) return fallback
  const filled = identifiers.flatMap((name) =>
    own[name] === undefined && fallback?.[name] !== undefined ? [[name, fallback[name]]] : [],
  )
  return { ...own, ...Object.fromEntries(filled) }
}

const stopsAt: Readonly<Record<Semantic, boolean | undefined>> = {
  execute_all: undefined,
  deny_on_first_deny: false,
  permit_on_first_permit: true,
}

/** The answers up to the one that settles the batch, that one included (§6.2). */
export function settled<One extends { readonly decision: boolean }>(
  answers: readonly One[],
  semantic: Semantic,
): readonly One[] {
  const stop = stopsAt[semantic]
  const at = stop === undefined ? -1 : answers.findIndex(({ decision }) => decision === stop)
  return at === -1 ? answers : answers.slice(0, at + 1)
}
