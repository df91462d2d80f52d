import { describe, expect, test } from 'vitest'
import { applied, evaluated, shown, written } from '../../support/policy/expressions.ts'

const cases: readonly (readonly [string, readonly string[], string])[] = [
  ['1.0 string-equal', ['string a', 'string a'], 'boolean true'],
  ['1.0 string-equal', ['string a', 'string A'], 'boolean false'],
  ['3.0 string-equal-ignore-case', ['string Åse', 'string åSE'], 'boolean true'],
  ['1.0 boolean-equal', ['boolean 1', 'boolean true'], 'boolean true'],
  ['1.0 integer-equal', ['integer +07', 'integer 7'], 'boolean true'],
  ['1.0 double-equal', ['double NaN', 'double NaN'], 'boolean true'],
  ['1.0 double-equal', ['double INF', 'double INF'], 'boolean true'],
  ['1.0 double-equal', ['double -0', 'double 0'], 'boolean true'],
  ['1.0 double-equal', ['double 1E2', 'double 100'], 'boolean true'],
  ['1.0 anyURI-equal', ['anyURI http://a/', 'anyURI http://A/'], 'boolean false'],
  ['1.0 hexBinary-equal', ['hexBinary 0aFF', 'hexBinary 0Aff'], 'boolean true'],
  ['1.0 base64Binary-equal', ['base64Binary YWI=', 'base64Binary Y WI ='], 'boolean true'],
  [
    '1.0 x500Name-equal',
    ['x500Name CN=Pia  Li, O=Rør', 'x500Name cn=pia li,o="RØR"'],
    'boolean true',
  ],
  ['1.0 x500Name-equal', ['x500Name a=1+b=2', 'x500Name b=2+a=1'], 'boolean true'],
  ['1.0 x500Name-equal', ['x500Name a=1,b=2', 'x500Name b=2,a=1'], 'boolean false'],
  [
    '1.0 x500Name-equal',
    [String.raw`x500Name cn=Li\, Pia`, String.raw`x500Name cn=Li\2C Pia`],
    'boolean true',
  ],
  ['1.0 x500Name-equal', [String.raw`x500Name o=R\C3\B8r`, 'x500Name o=Rør'], 'boolean true'],
  ['1.0 x500Name-equal', [String.raw`x500Name o=a\\2C`, 'x500Name o=a'], 'boolean false'],
  ['1.0 x500Name-equal', ['x500Name OID.2.5.4.3=Pia', 'x500Name cn=Pia'], 'boolean true'],
  ['1.0 x500Name-equal', ['x500Name 2.5.4.6=NO', 'x500Name c=no'], 'boolean true'],
  ['1.0 x500Name-match', ['x500Name o=Rør,c=NO', 'x500Name cn=Pia,o=Rør,c=NO'], 'boolean true'],
  ['1.0 x500Name-match', ['x500Name cn=Pia,o=Rør', 'x500Name cn=Pia,o=Rør,c=NO'], 'boolean false'],
  ['1.0 rfc822Name-equal', ['rfc822Name a@B.no', 'rfc822Name a@b.NO'], 'boolean true'],
  ['1.0 rfc822Name-equal', ['rfc822Name A@b.no', 'rfc822Name a@b.no'], 'boolean false'],
  ['1.0 rfc822Name-match', ['string pia@ror.no', 'rfc822Name pia@ROR.no'], 'boolean true'],
  ['1.0 rfc822Name-match', ['string Pia@ror.no', 'rfc822Name pia@ror.no'], 'boolean false'],
  ['1.0 rfc822Name-match', ['string ror.no', 'rfc822Name pia@ror.no'], 'boolean true'],
  ['1.0 rfc822Name-match', ['string ror.no', 'rfc822Name pia@post.ror.no'], 'boolean false'],
  ['1.0 rfc822Name-match', ['string .ror.no', 'rfc822Name pia@post.ror.no'], 'boolean true'],
  ['1.0 rfc822Name-match', ['string .ror.no', 'rfc822Name pia@ror.no'], 'boolean false'],
  ['1.0 string-greater-than', ['string b', 'string a'], 'boolean true'],
  ['1.0 string-greater-than-or-equal', ['string a', 'string a'], 'boolean true'],
  ['1.0 string-less-than', ['string \u{ff61}', 'string \u{1f600}'], 'boolean true'],
  ['1.0 string-less-than-or-equal', ['string ab', 'string a'], 'boolean false'],
  ['1.0 string-normalize-space', ['string  \t a  b \n'], 'string a  b'],
  ['1.0 string-normalize-space', ['string \u{a0}a\r'], 'string \u{a0}a'],
  ['1.0 string-normalize-to-lower-case', ['string ÅB'], 'string åb'],
  ['2.0 string-concatenate', ['string a', 'string b', 'string c'], 'string abc'],
  [
    '2.0 string-concatenate',
    [`string ${'a'.repeat(60_000)}`, `string ${'b'.repeat(60_000)}`],
    'processing-error',
  ],
  ['3.0 string-starts-with', ['string ab', 'string abc'], 'boolean true'],
  ['3.0 string-ends-with', ['string ab', 'string abc'], 'boolean false'],
  ['3.0 string-contains', ['string b', 'string abc'], 'boolean true'],
  ['3.0 anyURI-starts-with', ['string urn:', 'anyURI urn:a'], 'boolean true'],
  ['3.0 anyURI-ends-with', ['string :a', 'anyURI urn:a'], 'boolean true'],
  ['3.0 anyURI-contains', ['string x', 'anyURI urn:a'], 'boolean false'],
  ['3.0 string-substring', ['string 😀bcd', 'integer 1', 'integer 3'], 'string bc'],
  ['3.0 string-substring', ['string abc', 'integer 1', 'integer -1'], 'string bc'],
  ['3.0 string-substring', ['string abc', 'integer 1', 'integer 4'], 'processing-error'],
  ['3.0 string-substring', ['string abc', 'integer 2', 'integer 1'], 'processing-error'],
  ['3.0 anyURI-substring', ['anyURI urn:a', 'integer 0', 'integer 3'], 'string urn'],
  ['3.0 anyURI-substring', ['anyURI urn:a', 'integer -1', 'integer 3'], 'processing-error'],
  ['3.0 anyURI-substring', ['anyURI urn:a', 'integer 3', 'integer -1'], 'processing-error'],
  ['3.0 anyURI-substring', ['anyURI a%20b', 'integer 0', 'integer 3'], 'processing-error'],
  ['3.0 anyURI-substring', ['anyURI a b', 'integer 1', 'integer -1'], 'string  b'],
  ['3.0 boolean-from-string', ['string true'], 'boolean true'],
  ['3.0 boolean-from-string', ['string yes'], 'syntax-error'],
  ['3.0 string-from-boolean', ['boolean 1'], 'string true'],
  ['3.0 integer-from-string', ['string  7 '], 'integer 7'],
  ['3.0 integer-from-string', ['string 7\u{a0}'], 'syntax-error'],
  ['3.0 integer-from-string', ['string 7.0'], 'syntax-error'],
  ['3.0 string-from-integer', ['integer 007'], 'string 7'],
  ['3.0 double-from-string', ['string -INF'], 'double -INF'],
  ['3.0 double-from-string', ['string inf'], 'syntax-error'],
  ['3.0 string-from-double', ['double 1.50'], 'string 1.5E0'],
  ['3.0 string-from-double', ['double 100'], 'string 1.0E2'],
  ['3.0 string-from-double', ['double -0.00012'], 'string -1.2E-4'],
  ['3.0 string-from-double', ['double 5.555555555555556E19'], 'string 5.555555555555556E19'],
  ['3.0 string-from-double', ['double 0'], 'string 0.0E0'],
  ['3.0 string-from-double', ['double -0'], 'string -0.0E0'],
  ['3.0 string-from-double', ['double -INF'], 'string -INF'],
  ['3.0 anyURI-from-string', ['string urn:a'], 'anyURI urn:a'],
  ['3.0 anyURI-from-string', ['string /rør og vann?a#b'], 'anyURI /rør og vann?a#b'],
  ['3.0 anyURI-from-string', ['string a%2'], 'syntax-error'],
  ['3.0 anyURI-from-string', ['string a#b#c'], 'syntax-error'],
  ['3.0 anyURI-from-string', ['string 1a:b'], 'syntax-error'],
  ['3.0 anyURI-from-string', ['string :b'], 'syntax-error'],
  ['3.0 string-from-anyURI', ['anyURI urn:a'], 'string urn:a'],
  ['3.0 x500Name-from-string', ['string cn=Pia'], 'x500Name cn=Pia'],
  ['3.0 x500Name-from-string', ['string Pia'], 'syntax-error'],
  ['3.0 string-from-x500Name', ['x500Name cn=Pia,c=NO'], 'string cn=Pia,c=NO'],
  ['3.0 rfc822Name-from-string', ['string pia'], 'syntax-error'],
  ['3.0 string-from-rfc822Name', ['rfc822Name pia@ror.no'], 'string pia@ror.no'],
  [
    '3.0 ipAddress-from-string',
    ['string 10.0.0.1/255.0.0.0:80-'],
    'ipAddress 10.0.0.1/255.0.0.0:80-',
  ],
  ['3.0 ipAddress-from-string', ['string 10.0.0.256'], 'syntax-error'],
  ['3.0 ipAddress-from-string', ['string [::ffff:10.0.0.1]'], 'ipAddress [::ffff:10.0.0.1]'],
  [
    '3.0 ipAddress-from-string',
    ['string [1:2:3:4:5:6:7:8]/[ffff::]'],
    'ipAddress [1:2:3:4:5:6:7:8]/[ffff::]',
  ],
  ['3.0 ipAddress-from-string', ['string [1:2]'], 'syntax-error'],
  ['3.0 ipAddress-from-string', ['string [1::2::3]'], 'syntax-error'],
  ['3.0 ipAddress-from-string', ['string [1:2:3:4:5:6:7::8]'], 'syntax-error'],
  ['3.0 ipAddress-from-string', ['string [10.0.0.1::]'], 'syntax-error'],
  ['3.0 ipAddress-from-string', ['string 10.0.0.1:65536'], 'syntax-error'],
  ['3.0 ipAddress-from-string', ['string 10.0.0.1:-'], 'syntax-error'],
  ['3.0 ipAddress-from-string', ['string 10.0.0.1:'], 'syntax-error'],
  ['3.0 ipAddress-from-string', ['string 10.0.0.1:-80'], 'ipAddress 10.0.0.1:-80'],
  ['3.0 dnsName-from-string', ['string ror-.no'], 'syntax-error'],
  ['3.0 dnsName-from-string', ['string *'], 'syntax-error'],
  ['3.0 dnsName-from-string', [`string ${'a'.repeat(64)}.no`], 'syntax-error'],
  ['3.0 string-from-ipAddress', ['ipAddress [2001:db8::1]:443'], 'string [2001:db8::1]:443'],
  ['3.0 dnsName-from-string', ['string *.ror.no:1-9'], 'dnsName *.ror.no:1-9'],
  ['3.0 dnsName-from-string', ['string ror.*.no'], 'syntax-error'],
  ['3.0 string-from-dnsName', ['dnsName ror.no'], 'string ror.no'],
  ['1.0 string-regexp-match', ['string J.* H', 'string Mr Julius Hibbert'], 'boolean true'],
  ['1.0 string-regexp-match', ['string ^J', 'string Mr Julius'], 'boolean false'],
  ['2.0 anyURI-regexp-match', ['string ^urn:.+$', 'anyURI urn:a'], 'boolean true'],
  ['2.0 ipAddress-regexp-match', [String.raw`string ^10\.`, 'ipAddress 10.0.0.1'], 'boolean true'],
  ['2.0 dnsName-regexp-match', [String.raw`string \.no$`, 'dnsName ror.no'], 'boolean true'],
  ['2.0 rfc822Name-regexp-match', ['string @ror', 'rfc822Name pia@ror.no'], 'boolean true'],
  ['2.0 x500Name-regexp-match', ['string c=NO', 'x500Name cn=Pia,c=NO'], 'boolean true'],
]

describe('texts and names', () => {
  // Where work grew with the square of the length, these would take minutes.
  const long = 1_000_000

  test('are trimmed in one go, however much space is inside', () => {
    const text = `a${' '.repeat(long)}b`
    const trimming = applied('1.0 string-normalize-space', written(`string  ${text} `))
    expect(evaluated(trimming)).toEqual({ type: 'string', value: text })
  })

  test('are read as numbers in one go, however many digits there are', () => {
    const digits = '1'.repeat(long)
    expect(shown(evaluated(applied('3.0 double-from-string', written(`string ${digits}x`))))).toBe(
      'syntax-error',
    )
  })

  test.each(cases)('%s of %j is %s', (name, given, expected) => {
    expect(shown(evaluated(applied(name, ...given.map(written))))).toBe(expected)
  })
})
