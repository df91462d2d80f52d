import { coded } from './problem-reply.ts'
import type { Answer } from './http/answer.ts'
import type { Trace } from './http/trace.ts'

/** What can be wrong with a call to the registry, by the contract's code (spec pdp §3.5, §10). */
const titles = {
  'RR.VLD-00008': 'The limit is out of range.',
  'RR.VLD-00011': 'A value is out of range.',
} as const

export type RegistryError = {
  readonly code: keyof typeof titles
  /** `/$QUERY/limit`. */
  readonly path?: string
  readonly detail?: string
}

/** All that is wrong with a call to the registry, in one answer. */
export const registryInvalid = (errors: readonly RegistryError[], trace: Trace): Answer =>
  coded(
    { code: 'STD-00000', status: 400, title: 'One or more validation errors occurred.' },
    trace,
    {
      validationErrors: errors.map(({ code, path, detail }) => ({
        code,
        title: titles[code],
        ...(path !== undefined && { paths: [path] }),
        ...(detail !== undefined && { detail }),
      })),
    },
  )
