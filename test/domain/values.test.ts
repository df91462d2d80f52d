import { describe, expect, test } from 'vitest'
import {
  AccessPackage,
  ClientId,
  ExternalRef,
  Instant,
  OrgNo,
  partyIdOf,
  ResourceId,
  SystemId,
  SystemUserId,
} from '../../domain/values.ts'

const id = '5B0AD8F6-6D4C-4B2A-9F0E-1C8F5D2B7A01'

const accepted = [
  ['an organisation number', OrgNo, '310702641'],
  ['an instant in UTC to the millisecond', Instant, '2026-01-05T12:00:00.000Z'],
  ['a system id with a name', SystemId, '312605031_regnskap.v2~æøå'],
  ['a system id that is the number alone', SystemId, '312605031'],
  ['a client id of visible characters', ClientId, 'a/b"c~'],
  ['an external reference in any words', ExternalRef, 'Kunde nr. 17 ✓'],
  ['a resource id', ResourceId, 'app_skd_krav-og-betalinger'],
  ['an access package', AccessPackage, 'urn:altinn:accesspackage:skatt-naering'],
] as const

const refused = [
  ['a number of eight digits', OrgNo, '31070264'],
  ['digits of another script', OrgNo, '٣١٠٧٠٢٦٤١'],
  ['a line end after the number', OrgNo, '310702641\n'],
  ['an instant with an offset', Instant, '2026-01-05T12:00:00.000+01:00'],
  ['an instant to the second', Instant, '2026-01-05T12:00:00Z'],
  ['a system id with a slash', SystemId, '312605031_a/b'],
  ['a system id with a space', SystemId, '312605031_a b'],
  ['a system id with no name after the line', SystemId, '312605031_'],
  ['a system id with letters composed of two', SystemId, '312605031_a\u030a'],
  ['a client id with a space', ClientId, 'a b'],
  ['an empty client id', ClientId, ''],
  ['an empty external reference', ExternalRef, ''],
  ['an external reference with half a character', ExternalRef, 'kunde \ud800'],
  ['a resource id of three letters', ResourceId, 'abc'],
  ['a resource id with capitals', ResourceId, 'Krav'],
  ['a package of another name space', AccessPackage, 'urn:altinn:rolecode:dagl'],
] as const

describe('a value', () => {
  test.each(accepted)('may be %s', (_, schema, text) => expect(schema.parse(text)).toBe(text))
  test.each(refused)('may not be %s', (_, schema, text) =>
    expect(schema.safeParse(text).success).toBe(false),
  )

  test('of a system user is one, in whatever case it is written', () =>
    expect(SystemUserId.parse(id)).toBe(id.toLowerCase()))

  test('of a party on the wire is its number', () =>
    expect(partyIdOf(OrgNo.parse('310702641'))).toBe(310_702_641))
})
