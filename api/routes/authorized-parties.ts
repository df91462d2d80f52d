import { z } from 'zod'
import { authorizedParties, type Holder } from '../../application/authorized-parties.ts'
import { subjectAttribute } from '../../domain/policy/altinn-attributes.ts'
import { PersonRef, SystemUserId } from '../../domain/values.ts'
import {
  eitherOf,
  isAdmin,
  organisationWith,
  personWith,
  systemUserWith,
} from '../authentication.ts'
import {
  authorizedPartyAnswer,
  namedAmong,
  openedIn,
  PartiesIncluded,
  PartiesInQuery,
} from '../contracts/authorized-parties.ts'
import { anyCase } from '../http/any-case.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import type { PersonName } from '../pdp/subject.ts'
import { bindingProblem } from '../problem-reply.ts'

type Functions = Parameters<typeof authorizedParties>[0] & {
  /** The person of a user id or a number, if it is known here. */
  readonly findPerson: (name: PersonName) => PersonRef | undefined
}

const base = '/accessmanagement/api/v1'
const ownScope = 'altinn:accessmanagement/authorizedparties'
const adminScope = 'altinn:accessmanagement/authorizedparties.admin'

/** For whom a person or a system user may do something: told to themselves, and to service owners (spec pdp §7). */
export const authorizedPartyRoutes = (functions: Functions): readonly Route[] => [
  route({
    method: 'GET',
    path: `${base}/enduser/authorizedparties`,
    access: eitherOf(systemUserWith(ownScope), personWith(ownScope, 'altinn:portal/enduser')),
    contract: z.object({ query: PartiesInQuery }),
    handler: async ({ caller, input: { query }, atLeast }) => {
      const who: Holder =
        caller.kind === 'person' ? { person: caller.person } : { systemUser: caller.systemUser }
      const found = await authorizedParties(functions, who, { atLeast, anyOf: openedIn(query) })
      const shown = namedAmong(found, query.partyFilter)
      return json({ links: {}, data: shown.map((one) => authorizedPartyAnswer(one, query)) })
    },
  }),
  ...['serviceowner', 'resourceowner'].map((who) => ownerRoute(functions, who)),
]

const Asked = z.object({
  query: anyCase(PartiesIncluded),
  body: anyCase({
    type: z.string().max(200),
    value: z.string().max(200),
    partyFilter: z
      .array(anyCase({ type: z.string().max(200), value: z.string().max(200) }))
      .max(1_000)
      .nullish(),
  }),
})

const ownerRoute = (functions: Functions, who: string): Route =>
  route({
    method: 'POST',
    path: `${base}/${who}/authorizedparties`,
    access: organisationWith('altinn:accessmanagement/authorizedparties.resourceowner', adminScope),
    takes: 'json',
    isQuery: true,
    contract: Asked,
    handler: async ({ caller, input: { query, body }, atLeast, trace }) => {
      const read = holders.get(body.type.toLowerCase())
      if (read === undefined)
        return bindingProblem(
          { '$.type': [`Parties are listed for ${[...holders.keys()].join(', ')} alone.`] },
          trace,
        )
      const holder = read(body.value, functions)
      const asked = {
        atLeast,
        ownerOnly: isAdmin(caller, adminScope) ? undefined : caller.orgNo,
        anyOf: openedIn(query),
      }
      const found = holder === undefined ? [] : await authorizedParties(functions, holder, asked)
      const wanted = body.partyFilter?.map(({ value }) => value)
      return json(namedAmong(found, wanted).map((one) => authorizedPartyAnswer(one, query)))
    },
  })

type ReadHolder = (value: string, functions: Functions) => Holder | undefined

const systemUserOf: ReadHolder = (value) => {
  const systemUser = SystemUserId.safeParse(value)
  return systemUser.success ? { systemUser: systemUser.data } : undefined
}

const personOf: ReadHolder = (value) => {
  const person = PersonRef.safeParse(value.toLowerCase())
  return person.success ? { person: person.data } : undefined
}

const found = (person: PersonRef | undefined) => person && { person }

/** How a service owner may name whose parties it asks for. */
const holders: ReadonlyMap<string, ReadHolder> = new Map([
  [subjectAttribute.systemUserUuid, systemUserOf],
  [subjectAttribute.personUuid, personOf],
  [subjectAttribute.partyUuid, personOf],
  [
    subjectAttribute.userId,
    (value, { findPerson }) =>
      /^[1-9]\d{0,14}$/u.test(value) ? found(findPerson({ userId: Number(value) })) : undefined,
  ],
  [subjectAttribute.personNumber, (value, { findPerson }) => found(findPerson({ number: value }))],
])
