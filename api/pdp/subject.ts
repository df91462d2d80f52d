import { subjectAttribute } from '../../domain/policy/altinn-attributes.ts'
import { OrgCode } from '../../domain/resource/competent-authority.ts'
import { OrgNo, PersonRef, SystemUserId } from '../../domain/values.ts'
import { type Bag, isText, valuesOf } from './attributes.ts'
import {
  notApplicable,
  nothingNamed,
  processingError,
  type Reading,
  syntaxError,
} from './reading.ts'

/** How a question may name a person, whose reference the vault knows. */
export type PersonName = { readonly userId: number } | { readonly number: string }

export type Subject =
  | { readonly systemUser: SystemUserId }
  | { readonly person: PersonRef }
  | { readonly organisation: OrgNo }
  | { readonly orgCode: OrgCode }
  | { readonly named: PersonName }

/** Who it is has to be found first. */
export const isNamed = (
  who: Subject,
): who is Extract<Subject, { named: unknown } | { orgCode: unknown }> =>
  'named' in who || 'orgCode' in who

/**
 * Whose access is asked about (spec pdp §1.2): a system user by its id alone, a person, or an organisation. What else is
 * said of these two (a session, roles) is not looked at: nobody's standing is taken from who asks. A person who is named
 * beside an organisation is the one who asks.
 */
export function subjectIn(subject: Bag): Subject | Reading {
  if (subject.length === 0) return nothingNamed('The question names no subject.')
  const isOfSystem = subject.some(({ AttributeId: id }) => id === subjectAttribute.systemUserUuid)
  return isOfSystem ? systemUserIn(subject) : personIn(subject)
}

/** The id must stand alone in its category: whoever adds to it wants to be taken for somebody else. */
function systemUserIn(subject: Bag): Subject | Reading {
  const ids = new Set(subject.map(({ Value: value }) => value))
  const others = subject.some(({ AttributeId: id }) => id !== subjectAttribute.systemUserUuid)
  if (others || ids.size > 1)
    return processingError('The subject is something else than one system user alone.')
  const value = subject[0]?.Value ?? ''
  const id = SystemUserId.safeParse(value)
  if (!id.success) return processingError("The system user's id is no UUID.")
  if (id.data !== value || !isText(subject[0]))
    return notApplicable("The system user's id is written in another way than it was given.")
  return { systemUser: id.data }
}

function personIn(subject: Bag): Subject | Reading {
  const uuids = new Set([
    ...valuesOf(subject, subjectAttribute.personUuid),
    ...valuesOf(subject, subjectAttribute.partyUuid),
  ])
  const userIds = valuesOf(subject, subjectAttribute.userId)
  const numbers = valuesOf(subject, subjectAttribute.personNumber)
  if (uuids.size > 1 || userIds.length > 1 || numbers.length > 1)
    return processingError('The subject is more than one person.')
  const [uuid] = uuids
  if (uuid !== undefined) {
    const person = PersonRef.safeParse(uuid)
    return person.success ? { person: person.data } : syntaxError("The person's UUID is no UUID.")
  }
  return namedPerson(userIds[0], numbers[0]) ?? organisationIn(subject)
}

function namedPerson(
  userId: string | undefined,
  number: string | undefined,
): Subject | Reading | undefined {
  if (userId !== undefined)
    return /^[1-9]\d{0,14}$/u.test(userId)
      ? { named: { userId: Number(userId) } }
      : syntaxError('The user id is no integer.')
  return number === undefined ? undefined : { named: { number } }
}

/** By its number, under either name, or its party id; or a service owner by its short code. */
function organisationIn(subject: Bag): Subject | Reading {
  const numbers = new Set([
    ...valuesOf(subject, subjectAttribute.organizationNumber),
    ...valuesOf(subject, subjectAttribute.organizationNumberEarlier),
    ...valuesOf(subject, subjectAttribute.partyId).map(numberOf),
  ])
  const codes = valuesOf(subject, subjectAttribute.org)
  if (numbers.size > 1 || codes.length > 1)
    return processingError('The subject is more than one organisation.')
  const [number] = numbers
  if (number !== undefined) {
    const organisation = OrgNo.safeParse(number)
    return organisation.success
      ? { organisation: organisation.data }
      : syntaxError("The organisation's number is none.")
  }
  if (codes.length === 0)
    return processingError('The subject is neither a system user, a person nor an organisation.')
  const orgCode = OrgCode.safeParse(codes[0])
  return orgCode.success
    ? { orgCode: orgCode.data }
    : notApplicable('There is no such service owner.')
}

/** An organisation's party id is its number as an integer; what is no integer is no number. */
const numberOf = (partyId: string): string =>
  /^[1-9]\d{0,8}$/u.test(partyId) ? partyId.padStart(9, '0') : ''
