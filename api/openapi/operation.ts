import type { z } from 'zod'

/** What is answered: JSON of a schema, words (as text or as a JSON string), an XML document, RDF in Turtle, or nothing. */
export type Shape = z.ZodType | 'words' | 'xml' | 'html' | 'turtle' | 'nothing'

/** A route as a reader of the API's document sees it, beside what its contract says by itself. */
export type Operation = {
  /** As the contract numbers it, where it does (Q1, C1, R5 …). */
  readonly id: string
  readonly summary: string
  /** What is answered when all is well, by status. */
  readonly answers: Readonly<Record<number, Shape | readonly Shape[]>>
  /** Statuses under which there is a problem, beside those that every route has. */
  readonly problems?: readonly number[]
  /** Statuses under which it is said in words. */
  readonly words?: readonly number[]
}

/** By `METHOD path`, the path as the route table has it. */
export type Operations = Readonly<Record<string, Operation>>
