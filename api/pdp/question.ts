import type { Question, ResourceAttribute } from '../../domain/decision/question.ts'
import {
  actionId,
  category,
  resourceAttribute,
  subjectAttribute,
} from '../../domain/policy/altinn-attributes.ts'
import { OrgNo, ResourceId, SystemUserId } from '../../domain/values.ts'
import type { Attribute, XacmlRequest } from './request.ts'

/** A question that cannot be put to the decision rule, and what the contract answers then (spec pdp §10). */
export type Unasked = {
  readonly decision: 'NotApplicable' | 'Indeterminate'
  readonly status: 'ok' | 'syntax-error' | 'processing-error'
  readonly reason: string
}

export type Reading =
  | { readonly asked: true; readonly question: Question; readonly included: Included }
  | { readonly asked: false; readonly answer: Unasked }

type Bag = readonly Attribute[]

/** The attributes that the asker wants to see again in the answer. */
export type Included = readonly { readonly category: string; readonly attributes: Bag }[]

const stringTypes: ReadonlySet<string> = new Set([
  '',
  'string',
  'http://www.w3.org/2001/XMLSchema#string',
])
/** Read, though nothing that is asked here has these types. */
const otherTypes: ReadonlySet<string> = new Set([
  'anyURI',
  'http://www.w3.org/2001/XMLSchema#anyURI',
  'http://www.w3.org/2001/XMLSchema#integer',
])

/** Reads one question about one system user. */
export function readQuestion(request: XacmlRequest | null | undefined): Reading {
  if (request === null || request === undefined) return syntaxError('There is no Request.')
  if ((request.MultiRequests?.RequestReference?.length ?? 0) > 1)
    return processingError('Several questions in one are not answered here.')
  const fault = misnamed(request) ?? categoryFault(request.Category)
  if (fault !== undefined) return fault
  const subject = bagOf(request.AccessSubject, request.Category, category.subject)
  const action = bagOf(request.Action, request.Category, category.action)
  const resource = bagOf(request.Resource, request.Category, category.resource)
  return firstFault(subject, action, resource) ?? questionIn(subject, action, resource)
}

type Categories = XacmlRequest['Category']

/** All attributes of a category, whether it is given by its own name or by its id. */
const bagOf = (named: Categories, others: Categories, id: string): Bag =>
  [...(named ?? []), ...(others ?? []).filter((one) => one.CategoryId === id)].flatMap(
    (one) => one.Attribute ?? [],
  )

const isMisnamed = (named: Categories, id: string): boolean =>
  named?.some(({ CategoryId: stated }) => (stated ?? id) !== id && stated !== '') ?? false

function misnamed({ AccessSubject, Action, Resource }: XacmlRequest): Reading | undefined {
  const isAny =
    isMisnamed(AccessSubject, category.subject) ||
    isMisnamed(Action, category.action) ||
    isMisnamed(Resource, category.resource)
  return isAny ? syntaxError('A category has the id of another.') : undefined
}

function firstFault(...bags: readonly Bag[]): Reading | undefined {
  for (const bag of bags)
    for (const attribute of bag) {
      const fault = attributeFault(attribute)
      if (fault) return fault
    }
  return undefined
}

const categoryFault = (others: Categories): Reading | undefined =>
  others?.some(({ CategoryId: id }) => id === null || id === undefined)
    ? processingError('A category has no CategoryId.')
    : undefined

function attributeFault({ AttributeId: id, Value: value, DataType: type }: Attribute) {
  if (id === null || id === undefined) return processingError('An attribute has no AttributeId.')
  if (value === null || value === undefined) return processingError('An attribute has no Value.')
  if (!/^[a-z][a-z0-9+.-]*:/iu.test(id)) return syntaxError('An AttributeId is no URI.')
  if (!stringTypes.has(type ?? '') && !otherTypes.has(type ?? ''))
    return processingError('An attribute has a DataType that is not read here.')
  return undefined
}

function questionIn(subject: Bag, action: Bag, resource: Bag): Reading {
  const systemUser = systemUserIn(subject)
  if (typeof systemUser !== 'string') return systemUser
  const act = onlyValue(action, actionId)
  if (act === undefined) return notApplicable('The question names no action, or several.')
  const id = resourceIn(resource)
  if (typeof id !== 'string') return id
  const party = partyIn(resource)
  if (typeof party !== 'string') return party
  const question = { systemUser, action: act, resource: id, party, attributes: further(resource) }
  const included = [
    { category: category.subject, attributes: wanted(subject) },
    { category: category.action, attributes: wanted(action) },
    { category: category.resource, attributes: wanted(resource) },
  ].filter(({ attributes }) => attributes.length > 0)
  return { asked: true, question, included }
}

const wanted = (bag: Bag): Bag => bag.filter(({ IncludeInResult: is }) => is === true)

/** The id must stand alone in its category: whoever adds to it wants to be taken for somebody else. */
function systemUserIn(subject: Bag): SystemUserId | Reading {
  if (subject.length === 0) return processingError('The question names no subject.')
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

const isText = (attribute: Attribute | undefined): boolean =>
  stringTypes.has(attribute?.DataType ?? '')

const valuesOf = (bag: Bag, id: string): readonly string[] => [
  ...new Set(
    bag
      .filter((attribute) => attribute.AttributeId === id && isText(attribute))
      .map(({ Value: value }) => value ?? ''),
  ),
]

const onlyValue = (bag: Bag, id: string): string | undefined => {
  const values = valuesOf(bag, id)
  return values.length === 1 ? values[0] : undefined
}

function resourceIn(bag: Bag): ResourceId | Reading {
  const named = valuesOf(bag, resourceAttribute.resource)
  const org = onlyValue(bag, resourceAttribute.org)
  const app = onlyValue(bag, resourceAttribute.app)
  const asApp = org === undefined || app === undefined ? [] : [`app_${org}_${app}`]
  const ids = new Set([...named, ...asApp])
  if (ids.size > 1) return processingError('The question names several resources.')
  const [id] = ids
  if (id === undefined) return notApplicable('The question names no resource.')
  const resource = ResourceId.safeParse(id)
  return resource.success ? resource.data : processingError('There is no such resource.')
}

/** Whose the resource is, by number or by party id. If it is said twice, it must be said alike. */
function partyIn(bag: Bag): OrgNo | Reading {
  const numbers = [
    ...valuesOf(bag, resourceAttribute.organizationNumber),
    ...valuesOf(bag, resourceAttribute.organizationNumberEarlier),
  ]
  const partyIds = valuesOf(bag, resourceAttribute.partyId)
  if (partyIds.some((id) => !/^[1-9]\d{0,8}$/u.test(id)))
    return notApplicable('The party id is no integer.')
  const parties = new Set([...numbers, ...partyIds.map((id) => id.padStart(9, '0'))])
  if (parties.size > 1) return processingError('The question names several parties.')
  const [party] = parties
  if (party === undefined) return notApplicable('The question names no party.')
  const orgNo = OrgNo.safeParse(party)
  return orgNo.success ? orgNo.data : syntaxError('The party is no organisation.')
}

const spoken: ReadonlySet<string> = new Set([
  resourceAttribute.resource,
  resourceAttribute.organizationNumber,
  resourceAttribute.organizationNumberEarlier,
  resourceAttribute.partyId,
])

const further = (bag: Bag): readonly ResourceAttribute[] =>
  bag
    .filter((attribute) => isText(attribute) && !spoken.has(attribute.AttributeId ?? ''))
    .map(({ AttributeId: id, Value: value }) => ({ id: id ?? '', value: value ?? '' }))

const unasked = (answer: Unasked): Reading => ({ asked: false, answer })

const syntaxError = (reason: string): Reading =>
  unasked({ decision: 'Indeterminate', status: 'syntax-error', reason })

const processingError = (reason: string): Reading =>
  unasked({ decision: 'Indeterminate', status: 'processing-error', reason })

const notApplicable = (reason: string): Reading =>
  unasked({ decision: 'NotApplicable', status: 'ok', reason })
