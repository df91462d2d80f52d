import { actionId, category } from '../../domain/policy/altinn-attributes.ts'
import { type Bag, bagOf, type Categories, firstFault, onlyValue } from './attributes.ts'
import {
  type Included,
  notApplicable,
  processingError,
  type Reading,
  syntaxError,
} from './reading.ts'
import type { XacmlRequest } from './request.ts'
import { type About, readAbout } from './resource.ts'
import { isNamed, type Subject, subjectIn } from './subject.ts'

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

/** Reads one question about one system user, person or organisation. */
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
  const who = subjectIn(subject)
  if ('asked' in who) return who
  const act = onlyValue(action, actionId)
  if (act === undefined) return notApplicable('The question names no action, or several.')
  const about = readAbout(resource)
  if ('asked' in about) return about
  const included = [
    { category: category.subject, attributes: wanted(subject) },
    { category: category.action, attributes: wanted(action) },
    { category: category.resource, attributes: wanted(resource) },
  ].filter(({ attributes }) => attributes.length > 0)
  return put(who, act, about, included)
}

function put(who: Subject, action: string, about: About, included: Included): Reading {
  const { party, ...rest } = about
  const { orgNo, uuid } = party
  const asked = { action, ...rest, ...(uuid !== undefined && { partyUuid: uuid }) }
  if (orgNo !== undefined && !isNamed(who))
    return { asked: 'by-number', question: { ...asked, ...who, party: orgNo }, included }
  return {
    asked: 'by-name',
    partyUuid: orgNo === undefined ? uuid : undefined,
    person: 'named' in who ? who.named : undefined,
    orgCode: 'orgCode' in who ? who.orgCode : undefined,
    questionOf(found) {
      const number = orgNo ?? found.party
      if (number === undefined) return undefined
      if (!isNamed(who)) return { ...asked, ...who, party: number }
      const { person, organisation } = found
      if ('named' in who) return person && { ...asked, person, party: number }
      return organisation && { ...asked, organisation, party: number }
    },
    included,
  }
}

const wanted = (bag: Bag): Bag => bag.filter(({ IncludeInResult: is }) => is === true)
