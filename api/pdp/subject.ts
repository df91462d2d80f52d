import { subjectAttribute } from '../../domain/policy/altinn-attributes.ts'
import { PersonRef, SystemUserId } from '../../domain/values.ts'
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
  | { readonly named: PersonName }

/**
 * Whose access is asked about (spec pdp §1.2): a system user by its id alone, or a person. What else is said of a person
 * (a session, roles) is not looked at: nobody's standing is taken from who asks.
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
  return namedPerson(userIds[0], numbers[0])
}

function namedPerson(userId: string | undefined, number: string | undefined): Subject | Reading {
  if (userId !== undefined)
    return /^[1-9]\d{0,14}$/u.test(userId)
      ? { named: { userId: Number(userId) } }
      : syntaxError('The user id is no integer.')
  if (number !== undefined) return { named: { number } }
  return processingError('The subject is neither a system user nor a person.')
}
