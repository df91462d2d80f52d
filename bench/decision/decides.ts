import type { Question } from '../../domain/decision/question.ts'

/** Whoever decides: is it permitted? */
export type Decides = (question: Question) => boolean
