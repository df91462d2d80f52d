import type { Kind, MailboxName, Value } from './value.ts'
import { type DistinguishedName, parseX500Name, sameName } from './x500-name.ts'
import { isHostName, isIpAddress, isPortRange } from './network-names.ts'
import { schemaType } from './type-names.ts'
import { trimmed } from './white-space.ts'

const same = <Payload>(left: Payload, right: Payload): boolean => left === right
const asIs = (text: string): string => text

export const stringKind: Kind<string> = {
  type: 'string',
  uri: schemaType('string'),
  parse: asIs,
  print: asIs,
  equal: same,
  wrap: (value): Value => ({ type: 'string', value }),
  unwrap: (evaluated) => (evaluated.type === 'string' ? evaluated.value : undefined),
}

const scheme = /^[A-Za-z][A-Za-z0-9+.-]*$/u

/**
 * XML Schema takes every character, since those that a URI does not have can be escaped. What is left
 * to refuse is a `%` that escapes nothing, a second `#`, and a first colon after what is no scheme.
 */
function isUriReference(text: string): boolean {
  const [beforeColon, colon] = text.split(/([:/?#])/u, 2)
  if (colon === ':' && !scheme.test(beforeColon ?? '')) return false
  return !/%(?![0-9A-Fa-f]{2})|#.*#/su.test(text)
}

export const anyUriKind: Kind<string> = {
  type: 'anyURI',
  uri: schemaType('anyURI'),
  parse: (text) => (isUriReference(trimmed(text)) ? trimmed(text) : undefined),
  print: asIs,
  equal: same,
  wrap: (value): Value => ({ type: 'anyURI', value }),
  unwrap: (evaluated) => (evaluated.type === 'anyURI' ? evaluated.value : undefined),
}

export const booleanKind: Kind<boolean> = {
  type: 'boolean',
  uri: schemaType('boolean'),
  parse: (text) => {
    const literal = trimmed(text)
    if (literal === 'true' || literal === '1') return true
    return literal === 'false' || literal === '0' ? false : undefined
  },
  print: String,
  equal: same,
  wrap: (value): Value => ({ type: 'boolean', value }),
  unwrap: (evaluated) => (evaluated.type === 'boolean' ? evaluated.value : undefined),
}

const hexadecimal = /^(?:[0-9A-F]{2})*$/u

export const hexBinaryKind: Kind<string> = {
  type: 'hexBinary',
  uri: schemaType('hexBinary'),
  parse: (text) => {
    const digits = trimmed(text).toUpperCase()
    return hexadecimal.test(digits) ? digits : undefined
  },
  print: asIs,
  equal: same,
  wrap: (value): Value => ({ type: 'hexBinary', value }),
  unwrap: (evaluated) => (evaluated.type === 'hexBinary' ? evaluated.value : undefined),
}

// Only the canonical form ends like this, so equal texts are equal bytes.
const base64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|[A-Za-z0-9+/][AQgw]==)?$/u

export const base64BinaryKind: Kind<string> = {
  type: 'base64Binary',
  uri: schemaType('base64Binary'),
  parse: (text) => {
    const packed = text.replaceAll(/\s/gu, '')
    return base64.test(packed) ? packed : undefined
  },
  print: asIs,
  equal: same,
  wrap: (value): Value => ({ type: 'base64Binary', value }),
  unwrap: (evaluated) => (evaluated.type === 'base64Binary' ? evaluated.value : undefined),
}

export const x500NameKind: Kind<DistinguishedName> = {
  type: 'x500Name',
  uri: 'urn:oasis:names:tc:xacml:1.0:data-type:x500Name',
  parse: parseX500Name,
  print: ({ text }) => text,
  equal: sameName,
  wrap: (value): Value => ({ type: 'x500Name', value }),
  unwrap: (evaluated) => (evaluated.type === 'x500Name' ? evaluated.value : undefined),
}

export const rfc822NameKind: Kind<MailboxName> = {
  type: 'rfc822Name',
  uri: 'urn:oasis:names:tc:xacml:1.0:data-type:rfc822Name',
  parse: (text) => {
    const name = trimmed(text)
    const at = name.lastIndexOf('@')
    if (at < 1 || at === name.length - 1) return undefined
    return { local: name.slice(0, at), domain: name.slice(at + 1) }
  },
  print: ({ local, domain }) => `${local}@${domain}`,
  equal: (left, right) =>
    left.local === right.local && left.domain.toLowerCase() === right.domain.toLowerCase(),
  wrap: (value): Value => ({ type: 'rfc822Name', value }),
  unwrap: (evaluated) => (evaluated.type === 'rfc822Name' ? evaluated.value : undefined),
}

export const ipAddressKind: Kind<string> = {
  type: 'ipAddress',
  uri: 'urn:oasis:names:tc:xacml:2.0:data-type:ipAddress',
  parse: (text) => (isIpAddress(trimmed(text)) ? trimmed(text) : undefined),
  print: asIs,
  equal: same,
  wrap: (value): Value => ({ type: 'ipAddress', value }),
  unwrap: (evaluated) => (evaluated.type === 'ipAddress' ? evaluated.value : undefined),
}

export const dnsNameKind: Kind<string> = {
  type: 'dnsName',
  uri: 'urn:oasis:names:tc:xacml:2.0:data-type:dnsName',
  parse: (text) => {
    const name = trimmed(text)
    const [, hostName = '', ports] = /^([^:]*)(?::(.*))?$/u.exec(name) ?? []
    return isHostName(hostName) && isPortRange(ports) ? name : undefined
  },
  print: asIs,
  equal: same,
  wrap: (value): Value => ({ type: 'dnsName', value }),
  unwrap: (evaluated) => (evaluated.type === 'dnsName' ? evaluated.value : undefined),
}
