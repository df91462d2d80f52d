import { rfc822NameKind, stringKind, x500NameKind } from '../text-kinds.ts'
import { core } from '../type-names.ts'
import { type MailboxName, truth } from '../value.ts'
import { endsWithName } from '../x500-name.ts'
import { binary, type FunctionTable } from './definition.ts'

/** A whole address, a host, or (with a leading dot) all hosts of a domain. */
function mailboxMatches(pattern: string, { local, domain }: MailboxName): boolean {
  const host = domain.toLowerCase()
  const at = pattern.lastIndexOf('@')
  const patternHost = pattern.slice(at + 1).toLowerCase()
  if (at >= 0) return pattern.slice(0, at) === local && patternHost === host
  return patternHost.startsWith('.') ? host.endsWith(patternHost) : host === patternHost
}

/** Appendix A.3.14: names that are matched by their own rules. */
export const nameFunctions: FunctionTable = [
  [
    core('1.0', 'x500Name-match'),
    binary([x500NameKind, x500NameKind], 'boolean', (ending, name) =>
      truth(endsWithName(name, ending)),
    ),
  ],
  [
    core('1.0', 'rfc822Name-match'),
    binary([stringKind, rfc822NameKind], 'boolean', (pattern, name) =>
      truth(mailboxMatches(pattern, name)),
    ),
  ],
]
