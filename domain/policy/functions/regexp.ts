import { compilePattern } from '../regexp/match-pattern.ts'
import {
  anyUriKind,
  dnsNameKind,
  ipAddressKind,
  rfc822NameKind,
  stringKind,
  x500NameKind,
} from '../text-kinds.ts'
import { core } from '../type-names.ts'
import { type Kind, truth } from '../value.ts'
import { type FunctionDefinition, type FunctionTable, preparable } from './definition.ts'

/** The value as text is searched for the pattern; it need not match from end to end. */
const regexpMatch = <P>(kind: Kind<P>): FunctionDefinition =>
  preparable([stringKind, kind], 'boolean', (pattern) => {
    const matches = compilePattern(pattern)
    if ('type' in matches) return matches
    return (payload, work) => {
      const found = matches(kind.print(payload), work)
      return typeof found === 'boolean' ? truth(found) : found
    }
  })

/** Appendix A.3.13. */
export const regexpFunctions: FunctionTable = [
  [core('1.0', 'string-regexp-match'), regexpMatch(stringKind)],
  [core('2.0', 'anyURI-regexp-match'), regexpMatch(anyUriKind)],
  [core('2.0', 'ipAddress-regexp-match'), regexpMatch(ipAddressKind)],
  [core('2.0', 'dnsName-regexp-match'), regexpMatch(dnsNameKind)],
  [core('2.0', 'rfc822Name-regexp-match'), regexpMatch(rfc822NameKind)],
  [core('2.0', 'x500Name-regexp-match'), regexpMatch(x500NameKind)],
]
