import type { ConnectRefusal } from '../application/keep-access-lists.ts'
import { coded } from './problem-reply.ts'
import type { Answer } from './http/answer.ts'
import type { Trace } from './http/trace.ts'

/** What can be wrong with a call to the registry, by the contract's code (spec pdp §3.5, §10). */
const titles = {
  'RR.VLD-00000': 'A list can be given no more than 100 members at once.',
  'RR.VLD-00001': 'No more than 100 members can be added or removed at once.',
  'RR.VLD-00002': 'To include resources, name the resource.',
  'RR.VLD-00003': 'Memberships are told of a party that is named.',
  'RR.VLD-00004': 'This is no URN of a party.',
  'RR.VLD-00005': 'This is no URN of a resource.',
  'RR.VLD-00006': 'More parties are named than can be told of at once.',
  'RR.VLD-00007': 'More resources are named than can be told of at once.',
  'RR.VLD-00008': 'The limit is out of range.',
  'RR.VLD-00011': 'A value is out of range.',
} as const

export type RegistryError = {
  readonly code: keyof typeof titles
  /** `/$QUERY/limit`. */
  readonly path?: string
  readonly detail?: string
  /** What was sent, where the contract tells it again. */
  readonly value?: string
}

const registryProblems = {
  'include-members': ['RR-00000', 501, 'Members are not included in lists; ask for them by list.'],
  'party-not-registered': ['RR-00001', 400, 'A party that is named is not in the register.'],
  'connected-resource-not-found': ['RR-00002', 400, 'The resource is not in the registry.'],
  'connected-resource-of-another': ['RR-00004', 403, "The resource is another service owner's."],
} as const

export type ListRefusal = ConnectRefusal | { readonly code: keyof typeof registryProblems }

/** A problem of the registry with a code of its own (spec pdp §10). */
export function registryProblem(why: keyof typeof registryProblems, trace: Trace): Answer {
  const [code, status, title] = registryProblems[why]
  return coded({ code, status, title }, trace)
}

/** All that is wrong with a call to the registry, in one answer. */
export const registryInvalid = (errors: readonly RegistryError[], trace: Trace): Answer =>
  coded(
    { code: 'STD-00000', status: 400, title: 'One or more validation errors occurred.' },
    trace,
    {
      validationErrors: errors.map(({ code, path, detail, value }) => ({
        code,
        title: titles[code],
        ...(path !== undefined && { paths: [path] }),
        ...(detail !== undefined && { detail }),
        ...(value !== undefined && { value }),
      })),
    },
  )
