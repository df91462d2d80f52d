import { z } from 'zod'
import { subjectFeed } from '../../application/subject-feed.ts'
import { subjectUrn } from '../../domain/policy/subjects.ts'
import { Instant } from '../../domain/values.ts'
import {
  resourceChanges,
  resourceOfChange,
  resourcesByChange,
} from '../../projections/resource-changes.ts'
import { ref, type Views } from '../../projections/views.ts'
import { anyone } from '../authentication.ts'
import { resourceUrn } from '../contracts/resource-lists.ts'
import { withOffset } from '../contracts/values.ts'
import { anyCase, orBlank } from '../http/any-case.ts'
import { indentedJson } from '../http/answer.ts'
import { pageToken, PageToken } from '../http/page-token.ts'
import { type Route, route } from '../http/route.ts'
import { registryInvalid } from '../registry-reply.ts'
import { registryBase } from './resource-registry.ts'

type Functions = { readonly views: Views; readonly publicUrl: () => string }

/**
 * What changed in the registry, in the order of the log, for whoever follows it (spec pdp §3.1). Whoever goes on from
 * the last `links.next` misses nothing: every page that holds something has one, the last one too.
 */
export const resourceFeedRoutes = (functions: Functions): readonly Route[] => [
  updatedRoute(functions),
  changesRoute(functions),
]

const limitMax = 1000
const invalid = 'The value is not valid.'
const token = orBlank(PageToken)
const limit = orBlank(
  z
    .string()
    .regex(/^-?\d{1,9}$/u, invalid)
    .transform(Number),
)
const since = orBlank(
  z
    .union([z.iso.datetime({ offset: true }), z.iso.datetime({ local: true }), z.iso.date()], {
      error: invalid,
    })
    .transform((text) => Instant.parse(new Date(utc(text)).toISOString())),
)

/** What names no zone is meant in UTC. */
const utc = (text: string): string =>
  /(?:Z|[+-]\d{2}:?\d{2})$/u.test(text) || !text.includes('T') ? text : `${text}Z`

const isLimit = (asked: number): boolean => asked >= 1 && asked <= limitMax

const updatedRoute = ({ views, publicUrl }: Functions): Route =>
  route({
    method: 'GET',
    path: `${registryBase}/updated`,
    access: anyone,
    problemsAsJson: true,
    contract: z.object({ query: anyCase({ since, token, limit }) }),
    handler: async ({ input: { query }, atLeast, trace }) => {
      const { limit: asked = limitMax, ...from } = query
      if (!isLimit(asked)) return registryInvalid([{ code: 'RR.VLD-00008' }], trace)
      const wanted = { after: from.token, since: from.since, limit: asked }
      const { changes, last } = await subjectFeed(views, wanted, atLeast)
      const url = `${publicUrl()}${registryBase}/updated`
      const kept = query.limit === undefined ? '' : `&limit=${asked}`
      const late = from.since === undefined ? '' : `&since=${encodeURIComponent(from.since)}`
      const next = last && `${url}?token=${pageToken(last)}${kept}${late}`
      return indentedJson({
        links: { next },
        data: changes.map((change) => ({
          subjectUrn: subjectUrn(change),
          resourceUrn: resourceUrn(change.resource),
          updatedAt: withOffset(change.updatedAt),
          deleted: change.deleted ?? false,
        })),
      })
    },
  })

const changesRoute = ({ views, publicUrl }: Functions): Route =>
  route({
    method: 'GET',
    path: `${registryBase}/changes`,
    access: anyone,
    problemsAsJson: true,
    contract: z.object({ query: anyCase({ token, limit }) }),
    handler: async ({ input: { query }, atLeast, trace }) => {
      const asked = query.limit ?? limitMax
      if (!isLimit(asked))
        return registryInvalid(
          [
            {
              code: 'RR.VLD-00011',
              path: '/$QUERY/limit',
              detail: `The limit is from 1 to ${limitMax}.`,
            },
          ],
          trace,
        )
      const page = { limit: asked, ...(query.token !== undefined && { after: query.token }) }
      const { members, position } = await views.list(resourcesByChange, page, atLeast)
      const { documents } = await views.fetch(
        members.map((member) => ref(resourceChanges, resourceOfChange(member))),
        position,
      )
      // One that has changed again since stands further on.
      const now = documents.filter((change, i) => change?.place === members[i])
      const kept = query.limit === undefined ? '' : `&limit=${asked}`
      const last = members.at(-1)
      const next = last && `${publicUrl()}${registryBase}/changes?token=${pageToken(last)}${kept}`
      return indentedJson({
        links: { next },
        data: now.flatMap((change) =>
          change ? [{ resourceId: change.id, changedAt: withOffset(change.changedAt) }] : [],
        ),
      })
    },
  })
