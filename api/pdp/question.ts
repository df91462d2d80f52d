import { actionId, category, subjectAttribute } from '../../domain/policy/altinn-attributes.ts'
import { type OrgNo, SystemUserId } from '../../domain/values.ts'
import { type Bag, bagOf, type Categories, firstFault, isText, onlyValue } from './attributes.ts'
import {
  notApplicable,
  nothingNamed,
  processingError,
  type Reading,
  syntaxError,
} from './reading.ts'
import type { XacmlRequest } from './request.ts'
import { readAbout } from './resource.ts'

/**
 * Reads what is asked: one question, or as many as `MultiRequests` refers to, in its order. Of a single reference nothing
 * is made, as the contract has it. What is wrong with one part is told of that part alone.
 */
export function readQuestions(request: XacmlRequest | null | undefined): readonly Reading[] {
  if (request === null || request === undefined) return [syntaxError('There is no Request.')]
  const references = request.MultiRequests?.RequestReference ?? []
  if (references.length < 2) return [readQuestion(request)]
  return references.map(({ ReferenceId: ids }) => readPart(request, ids ?? []))
}

/** Of several categories under one id the last one counts (spec pdp §1.3). */
const lastOf = (categories: Categories, id: string) => categories?.findLast((one) => one.Id === id)

function readPart(request: XacmlRequest, ids: readonly string[]): Reading {
  if (ids.length === 0) return processingError('This part refers to nothing.')
  const found = ids.map((id) => ({
    subject: lastOf(request.AccessSubject, id),
    action: lastOf(request.Action, id),
    resource: lastOf(request.Resource, id),
  }))
  const lost = found.findIndex(({ subject, action, resource }) => !subject && !action && !resource)
  if (lost !== -1)
    return processingError(`Reference ${lost + 1} of this part is to nothing in the request.`)
  return readQuestion({
    AccessSubject: found.flatMap(({ subject }) => subject ?? []),
    Action: found.flatMap(({ action }) => action ?? []),
    Resource: found.flatMap(({ resource }) => resource ?? []),
  })
}

/** Reads one question about one system user. */
function readQuestion(request: XacmlRequest): Reading {
  const fault = misnamed(request) ?? categoryFault(request.Category)
  if (fault !== undefined) return fault
  const subject = bagOf(request.AccessSubject, request.Category, category.subject)
  const action = bagOf(request.Action, request.Category, category.action)
  const resource = bagOf(request.Resource, request.Category, category.resource)
  return firstFault(subject, action, resource) ?? questionIn(subject, action, resource)
}

const isMisnamed = (named: Categories, id: string): boolean =>
  named?.some(({ CategoryId: stated }) => (stated ?? id) !== id && stated !== '') ?? false

function misnamed({ AccessSubject, Action, Resource }: XacmlRequest): Reading | undefined {
  const isAny =
    isMisnamed(AccessSubject, category.subject) ||
    isMisnamed(Action, category.action) ||
    isMisnamed(Resource, category.resource)
  return isAny ? syntaxError('A category has the id of another.') : undefined
}

const categoryFault = (others: Categories): Reading | undefined =>
  others?.some(({ CategoryId: id }) => id === null || id === undefined)
    ? processingError('A category has no CategoryId.')
    : undefined

function questionIn(subject: Bag, action: Bag, resource: Bag): Reading {
  const systemUser = systemUserIn(subject)
  if (typeof systemUser !== 'string') return systemUser
  const act = onlyValue(action, actionId)
  if (act === undefined) return notApplicable('The question names no action, or several.')
  const about = readAbout(resource)
  if ('asked' in about) return about
  const { party, ...rest } = about
  const included = [
    { category: category.subject, attributes: wanted(subject) },
    { category: category.action, attributes: wanted(action) },
    { category: category.resource, attributes: wanted(resource) },
  ].filter(({ attributes }) => attributes.length > 0)
  const { orgNo, uuid } = party
  const asked = { systemUser, action: act, ...rest, ...(uuid !== undefined && { partyUuid: uuid }) }
  if (orgNo !== undefined)
    return { asked: 'by-number', question: { ...asked, party: orgNo }, included }
  const questionOf = (number: OrgNo) => ({ ...asked, party: number })
  return { asked: 'by-uuid', uuid: uuid ?? '', questionOf, included }
}

const wanted = (bag: Bag): Bag => bag.filter(({ IncludeInResult: is }) => is === true)

/** The id must stand alone in its category: whoever adds to it wants to be taken for somebody else. */
function systemUserIn(subject: Bag): SystemUserId | Reading {
  if (subject.length === 0) return nothingNamed('The question names no subject.')
  const ids = new Set(subject.map(({ Value: value }) => value))
  const others = subject.some(({ AttributeId: id }) => id !== subjectAttribute.systemUserUuid)
  if (others || ids.size > 1)
    return processingError('The subject is something else than one system user alone.')
  const value = subject[0]?.Value ?? ''
  const id = SystemUserId.safeParse(value)
  if (!id.success) return processingError("The system user's id is no UUID.")
  if (id.data !== value || !isText(subject[0]))
    return notApplicable("The system user's id is written in another way than it was given.")
  return id.data
}
