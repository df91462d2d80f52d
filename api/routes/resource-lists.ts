import { z } from 'zod'
import { resourcesNaming } from '../../application/access-catalogue.ts'
import { allResources, isSought } from '../../application/resource-search.ts'
import { wholeList } from '../../application/whole-list.ts'
import { subjectUrn } from '../../domain/policy/subjects.ts'
import { orgCodeList, orgCodes } from '../../projections/org-codes.ts'
import { ref, type Views } from '../../projections/views.ts'
import { anyone } from '../authentication.ts'
import { Flag, flag } from '../contracts/flags.ts'
import {
  resourceReference,
  SearchAsked,
  subjectAnswer,
  SubjectsAsked,
} from '../contracts/resource-lists.ts'
import { resourcesAsRdf } from '../contracts/resource-rdf.ts'
import { resourceAnswer } from '../contracts/resource.ts'
import { anyCase, orAbsent } from '../http/any-case.ts'
import { indentedJson } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { plainProblem } from '../problem-reply.ts'
import { registryBase } from './resource-registry.ts'

type Functions = { readonly views: Views; readonly publicUrl: () => string }

/** The resources that there are, by what is sought, for everybody (spec pdp §3.1). */
export const resourceListRoutes = ({ views, publicUrl }: Functions): readonly Route[] => [
  listRoute(views),
  searchRoute(views),
  bySubjectsRoute(views),
  ownersRoute(views),
  exportRoute(views, publicUrl),
]

const ListAsked = z.object({
  query: anyCase({
    includeApps: orAbsent(Flag).transform((value) => value ?? true),
    includeMigratedApps: flag(),
  }),
})

const listRoute = (views: Views): Route =>
  route({
    method: 'GET',
    path: `${registryBase}/resourcelist`,
    access: anyone,
    problemsAsJson: true,
    contract: ListAsked,
    handler: async ({ input: { query }, atLeast }) => {
      const left = new Set<string>([
        ...(query.includeApps ? [] : ['AltinnApp']),
        ...(query.includeMigratedApps ? [] : ['MigratedApp']),
      ])
      const all = await allResources(views, atLeast)
      const shown = all.filter(({ content }) => !left.has(content.resourceType))
      return indentedJson(shown.map(resourceAnswer))
    },
  })

const searchRoute = (views: Views): Route =>
  route({
    method: 'GET',
    path: `${registryBase}/Search`,
    access: anyone,
    problemsAsJson: true,
    contract: SearchAsked,
    handler: async ({ input: { query }, atLeast }) => {
      const sought = { ...query, resourceType: query.ResourceType }
      const all = await allResources(views, atLeast)
      return indentedJson(all.filter((one) => isSought(one, sought)).map(resourceAnswer))
    },
  })

const bySubjectsRoute = (views: Views): Route =>
  route({
    method: 'POST',
    isQuery: true,
    path: `${registryBase}/bysubjects`,
    access: anyone,
    takes: 'json',
    problemsAsJson: true,
    contract: z.object({ body: SubjectsAsked }),
    handler: async ({ input, atLeast, trace }) => {
      const subjects = [...new Map(input.body.map((one) => [subjectUrn(one), one])).values()]
      const found = await Promise.all(
        subjects.map(async (subject) => ({
          subject: subjectAnswer(subject),
          resources: (await resourcesNaming(views, [subjectUrn(subject)], atLeast)).map(({ id }) =>
            resourceReference(id),
          ),
        })),
      )
      const data = found.filter(({ resources }) => resources.length > 0)
      if (data.length === 0) return plainProblem(404, trace, { asJson: true })
      return indentedJson({ links: {}, data })
    },
  })

const ownersRoute = (views: Views): Route =>
  route({
    method: 'GET',
    path: `${registryBase}/orgs`,
    access: anyone,
    contract: z.object({}),
    handler: async ({ atLeast }) => {
      const codes = await wholeList(views, orgCodeList, atLeast)
      const { documents } = await views.fetch(
        codes.map((code) => ref(orgCodes, code)),
        atLeast,
      )
      const owners = documents.filter((one) => one !== undefined)
      return indentedJson({
        orgs: Object.fromEntries(
          owners.map(({ code, orgNo, name }) => [code, { name, orgnr: orgNo, environments: [] }]),
        ),
      })
    },
  })

/** As catalogues of public services gather it. What people are not shown is not in it. */
const exportRoute = (views: Views, publicUrl: () => string): Route =>
  route({
    method: 'GET',
    path: `${registryBase}/export`,
    access: anyone,
    contract: z.object({}),
    handler: async ({ atLeast }) => {
      const all = await allResources(views, atLeast)
      const shown = all.filter(({ content }) => content.visible)
      return {
        status: 200,
        contentType: 'text/turtle; charset=utf-8',
        body: resourcesAsRdf(shown, `${publicUrl()}${registryBase}`),
      }
    },
  })
