import { actionId, category, resourceAttribute } from '../../domain/policy/altinn-attributes.ts'
import type { ResourceAttribute } from '../../domain/decision/question.ts'
import { type Bag, bagOf, type Categories, firstFault, onlyValue, toldOf } from './attributes.ts'
import {
  type Included,
  notApplicable,
  processingError,
  type Reading,
  syntaxError,
} from './reading.ts'
import type { Category, XacmlRequest } from './request.ts'
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
  const named = namedIn(request)
  const readers = {
    subject: once(readSubject),
    action: once(readAction),
    resource: once(readResource),
  }
  return references.map(({ ReferenceId: ids }) => readPart(named, ids ?? [], readers))
}

type ByName = ReadonlyMap<string, Category>
type Named = { readonly subject: ByName; readonly action: ByName; readonly resource: ByName }

const namedIn = ({ AccessSubject, Action, Resource }: XacmlRequest): Named => ({
  subject: byName(AccessSubject),
  action: byName(Action),
  resource: byName(Resource),
})

/** Of several categories under one id the last one counts (spec pdp §1.3). */
const byName = (categories: Categories): ByName =>
  new Map((categories ?? []).flatMap((one) => (typeof one.Id === 'string' ? [[one.Id, one]] : [])))

/** What is read of the categories of one kind, and what is wrong with them. */
type Part<Value> = {
  readonly isMisnamed: boolean
  readonly fault: Reading | undefined
  readonly value: Value
  /** The attributes that the asker wants to see again. */
  readonly wanted: Bag
}

type ReadPart<Value> = (categories: Categories, others?: Categories) => Part<Value>

type Readers = {
  readonly subject: typeof readSubject
  readonly action: typeof readAction
  readonly resource: typeof readResource
}

const partReader =
  <Value>(id: string, read: (bag: Bag) => Value): ReadPart<Value> =>
  (named, others) => {
    const bag = bagOf(named, others, id)
    const wanted = bag.filter(({ IncludeInResult: is }) => is === true)
    return { isMisnamed: isMisnamed(named, id), fault: firstFault(bag), value: read(bag), wanted }
  }

const readSubject = partReader(category.subject, subjectIn)
const readAction = partReader(category.action, (bag) => ({
  name: onlyValue(bag, actionId),
  further: bag
    .filter(({ AttributeId: id }) => id !== actionId)
    .map((attribute) => toldOf(attribute, category.action)),
}))
const readStatedResource = partReader(category.resource, readAbout)

/** A party that an instance alone names is shown in the answer, asked for or not (spec pdp §1.4). */
const readResource: typeof readStatedResource = (named, others) => {
  const part = readStatedResource(named, others)
  const partyId = 'asked' in part.value ? undefined : part.value.partyIdOfInstance
  if (partyId === undefined) return part
  const shown = { AttributeId: resourceAttribute.partyId, Value: partyId }
  return { ...part, wanted: [...part.wanted, shown] }
}

/** Parts of many questions refer to the same categories: each that stands alone is read once. */
function once<Value>(read: ReadPart<Value>): ReadPart<Value> {
  const known = new Map<Category, Part<Value>>()
  return (categories, others) => {
    const [only] = categories ?? []
    if (only === undefined || categories?.length !== 1) return read(categories, others)
    const before = known.get(only)
    if (before !== undefined) return before
    const part = read(categories, others)
    known.set(only, part)
    return part
  }
}

function readPart(named: Named, ids: readonly string[], readers: Readers): Reading {
  if (ids.length === 0) return processingError('This part refers to nothing.')
  const subjects: Category[] = []
  const actions: Category[] = []
  const resources: Category[] = []
  for (const [index, id] of ids.entries()) {
    const subject = named.subject.get(id)
    const action = named.action.get(id)
    const resource = named.resource.get(id)
    if (!subject && !action && !resource)
      return processingError(`Reference ${index + 1} of this part is to nothing in the request.`)
    if (subject) subjects.push(subject)
    if (action) actions.push(action)
    if (resource) resources.push(resource)
  }
  return questionIn({
    subject: readers.subject(subjects),
    action: readers.action(actions),
    resource: readers.resource(resources),
    surroundings: nothingAround,
  })
}

/** Reads one question about one system user, person or organisation. */
function readQuestion({
  AccessSubject,
  Action,
  Resource,
  Category: others,
}: XacmlRequest): Reading {
  const subject = readSubject(AccessSubject, others)
  const action = readAction(Action, others)
  const resource = readResource(Resource, others)
  const isAnyMisnamed = subject.isMisnamed || action.isMisnamed || resource.isMisnamed
  const surroundings = surroundingsIn(others)
  return (
    (isAnyMisnamed ? undefined : surroundings.fault) ??
    questionIn({ subject, action, resource, surroundings: surroundings.told })
  )
}

const spoken: ReadonlySet<string> = new Set([category.subject, category.action, category.resource])
const nothingAround: readonly ResourceAttribute[] = []

/** What is told beside subject, action and resource: the time there, the channel. */
function surroundingsIn(others: Categories) {
  if (others === undefined || others === null) return { fault: undefined, told: nothingAround }
  const around = others.filter(({ CategoryId: id }) => !spoken.has(id ?? ''))
  return {
    fault: categoryFault(others) ?? firstFault(...around.map(({ Attribute: all }) => all ?? [])),
    told: around.flatMap(({ CategoryId: id, Attribute: all }) =>
      (all ?? []).map((attribute) => toldOf(attribute, id ?? '')),
    ),
  }
}

const isMisnamed = (named: Categories, id: string): boolean =>
  named?.some(({ CategoryId: stated }) => (stated ?? id) !== id && stated !== '') ?? false

const categoryFault = (others: Categories): Reading | undefined =>
  others?.some(({ CategoryId: id }) => id === null || id === undefined)
    ? processingError('A category has no CategoryId.')
    : undefined

type Parts = {
  readonly subject: ReturnType<typeof readSubject>
  readonly action: ReturnType<typeof readAction>
  readonly resource: ReturnType<typeof readResource>
  readonly surroundings: readonly ResourceAttribute[]
}

function questionIn({ subject, action, resource, surroundings }: Parts): Reading {
  if (subject.isMisnamed || action.isMisnamed || resource.isMisnamed)
    return syntaxError('A category has the id of another.')
  const fault = subject.fault ?? action.fault ?? resource.fault
  if (fault !== undefined) return fault
  const who = subject.value
  if ('asked' in who) return who
  const { name: act, further } = action.value
  if (act === undefined) return notApplicable('The question names no action, or several.')
  const about = resource.value
  if ('asked' in about) return about
  const isMore = further.length + surroundings.length > 0
  const told = isMore
    ? { ...about, attributes: [...about.attributes, ...further, ...surroundings] }
    : about
  return put(who, act, told, includedOf(subject, action, resource))
}

const nothingIncluded: Included = []

function includedOf(
  subject: Part<unknown>,
  action: Part<unknown>,
  resource: Part<unknown>,
): Included {
  if (subject.wanted.length + action.wanted.length + resource.wanted.length === 0)
    return nothingIncluded
  return [
    { category: category.subject, attributes: subject.wanted },
    { category: category.action, attributes: action.wanted },
    { category: category.resource, attributes: resource.wanted },
  ].filter(({ attributes }) => attributes.length > 0)
}

function put(who: Subject, action: string, about: About, included: Included): Reading {
  const { party, resource, attributes } = about
  const { orgNo, uuid } = party
  // Nearly all questions are of this kind, and written out: to spread costs more than all that was read.
  if (orgNo !== undefined && uuid === undefined && 'systemUser' in who) {
    const { systemUser } = who
    const question = { action, resource, attributes, systemUser, party: orgNo }
    return { asked: 'by-number', question, included }
  }
  const asked = { action, resource, attributes, ...(uuid !== undefined && { partyUuid: uuid }) }
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
