import { party } from '../fixtures.ts'
import { authzenQuestion } from '../authzen-desk.ts'
import type { Row } from './rows.ts'
import type { Ids } from './world.ts'

const A = '/access/v1'

const row = (path: string, body: (ids: Ids) => object): readonly [string, Row] => [
  `POST ${A}/${path}`,
  { who: 'owner', at: (ids) => ({ url: `${A}/${path}`, body: body(ids) }), isEverybodys: true },
]

const question = ({ user }: Ids) => authzenQuestion(user)

/** The decision point in the dialect of AuthZEN: of a resource of another it answers no, as of none. */
export const authzenRows: Readonly<Record<string, Row>> = Object.fromEntries([
  row('evaluation', question),
  row('evaluations', (ids) => ({ evaluations: [question(ids)] })),
  row('search/subject', (ids) => ({ ...question(ids), subject: { type: 'systemuser' } })),
  row('search/resource', (ids) => ({
    ...question(ids),
    resource: { type: 'resource', properties: { party } },
  })),
  row('search/action', question),
])
