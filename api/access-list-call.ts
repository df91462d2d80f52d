import type { CommandContext } from '../application/command-context.ts'
import type { Outcome } from '../application/outcome.ts'
import { accessListId, type AccessListName } from '../domain/access-list/events.ts'
import type { OrgCode } from '../domain/resource/competent-authority.ts'
import type { OrgNo } from '../domain/values.ts'
import { accessLists, type AccessListView } from '../projections/access-lists.ts'
import { orgCodes } from '../projections/org-codes.ts'
import type { Position } from '../projections/recorded.ts'
import { ref, type Views } from '../projections/views.ts'
import { isAdmin, type Organisation, organisationWith } from './authentication.ts'
import { consistencyToken } from './consistency-token.ts'
import type { Answer } from './http/answer.ts'
import { asksForState, conditionOf, type Stamp } from './http/conditions.ts'
import type { Surroundings } from './http/route.ts'
import type { Trace } from './http/trace.ts'
import { bindingProblem, plainProblem } from './problem-reply.ts'
import { type ListRefusal, registryProblem } from './registry-reply.ts'

export const accessListBase = '/resourceregistry/api/v1/access-lists'

const adminScope = 'altinn:resourceregistry/resource.admin'
const writeScope = 'altinn:resourceregistry/accesslist.write'

export const listReader = organisationWith(
  'altinn:resourceregistry/accesslist.read',
  writeScope,
  adminScope,
)
export const listWriter = organisationWith(writeScope, adminScope)

/** A list as somebody who may see it finds it. */
export type FoundList = {
  /** Whose the lists under this code are. */
  readonly authority: OrgNo
  readonly list: AccessListView | undefined
  readonly position: Position
}

type Named = { readonly owner: OrgCode; readonly identifier: AccessListName }
type ListCall = Surroundings & { readonly caller: Organisation }

/** The number of whoever has the code; undefined for a caller that does not speak for it, and where nobody has it. */
export async function authorityOf(
  views: Views,
  { caller, atLeast }: Pick<ListCall, 'caller' | 'atLeast'>,
  owner: OrgCode,
): Promise<OrgNo | undefined> {
  const { documents } = await views.fetch([ref(orgCodes, owner)], atLeast)
  const authority = documents[0]?.orgNo
  return authority === caller.orgNo || isAdmin(caller, adminScope) ? authority : undefined
}

/** Undefined for a caller who may not see any list under this code. */
export async function findList(
  views: Views,
  call: Pick<ListCall, 'caller' | 'atLeast'>,
  { owner, identifier }: Named,
): Promise<FoundList | undefined> {
  const authority = await authorityOf(views, call, owner)
  if (authority === undefined) return undefined
  const key = ref(accessLists, accessListId(owner, identifier))
  const { documents, position } = await views.fetch([key], call.atLeast)
  return { authority, list: documents[0], position }
}

export const stampOf = ({ sequence, updatedAt }: AccessListView): Stamp => ({
  version: sequence,
  changedAt: updatedAt,
})

export const notTheirList = (trace: Trace): Answer =>
  plainProblem(403, trace, {
    detail: 'Access lists are kept by the service owner that has this short code in the registry.',
  })

export const noSuchList = (trace: Trace): Answer => plainProblem(404, trace, { asJson: true })

export const badConditions = (trace: Trace): Answer =>
  bindingProblem({ '': [unreadable], conditions: [unreadable] }, trace, true)

const unreadable = 'A condition of the request cannot be read.'

const notInThatState = (trace: Trace): Answer =>
  plainProblem(412, trace, {
    detail: 'The list is not in the state that was asked for. Read it again.',
    asJson: true,
  })

function refusedBy({ code }: ListRefusal, trace: Trace): Answer {
  switch (code) {
    case 'access-list-not-found':
      return noSuchList(trace)
    case 'access-list-exists':
      return notInThatState(trace)
    case 'connected-resource-not-found':
    case 'connected-resource-of-another':
    case 'include-members':
    case 'party-not-registered':
      return registryProblem(code, trace)
  }
}

type Writing = {
  readonly views: Views
  readonly installationId: string
}

/**
 * A write to a list: by whoever speaks for the code, if the list is in the state that is asked for, and stays in it until
 * the write. `answer` is given the list as it is then.
 */
export async function writeToList(
  { views, installationId }: Writing,
  call: ListCall & { readonly input: { readonly params: Named } },
  write: (found: FoundList, context: CommandContext) => Promise<Outcome<true, ListRefusal>>,
  answer: (after: FoundList, before: FoundList) => Answer | Promise<Answer>,
): Promise<Answer> {
  const { caller, trace, input } = call
  const before = await findList(views, call, input.params)
  if (before === undefined) return notTheirList(trace)
  const { list } = before
  const condition = conditionOf(call, list && stampOf(list))
  if (condition === 'unreadable') return badConditions(trace)
  if (condition !== 'met') return notInThatState(trace)
  const precondition = list &&
    asksForState(call) && { stream: `accessList-${list.id}`, last: [BigInt(list.sequence)] }
  const context = { ...call.commandOf(caller), ...(precondition && { precondition }) }
  const outcome = await write(before, context)
  if (!outcome.done) return refusedBy(outcome.refusal, trace)
  const { position = before.position } = outcome
  const after = await findList(views, { caller, atLeast: position }, input.params)
  if (after === undefined) return notTheirList(trace)
  const given = await answer(after, before)
  const token = consistencyToken(installationId, position)
  return { ...given, headers: { ...given.headers, 'consistency-token': token } }
}
