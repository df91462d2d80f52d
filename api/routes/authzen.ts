import { z } from 'zod'
import { itemOf, settled } from '../authzen/batch.ts'
import { authzenRoute, readAs } from '../authzen/call.ts'
import { Batch, PartialQuestion, WholeQuestion } from '../authzen/contract.ts'
import { evaluate, type Evaluating } from '../authzen/evaluate.ts'
import { anyone } from '../authentication.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'

const A = '/access/v1'

type Functions = Evaluating & { readonly publicUrl: () => string }

/** Yes or no, to one question or many, in the dialect of AuthZEN 1.0 (spec authzen-and-peers §4). */
export const authzenRoutes = (functions: Functions): readonly Route[] => [
  metadataRoute(functions),
  authzenRoute(functions, `${A}/evaluation`, async ({ body, asking }) => {
    const { evaluations, position } = await evaluate(functions, [whole(body)], asking)
    return { body: evaluations[0], position }
  }),
  authzenRoute(functions, `${A}/evaluations`, async ({ body, asking }) => {
    const { evaluations: asked = [], options } = readAs(Batch, body)
    const semantic = options?.evaluations_semantic ?? 'execute_all'
    // Without any it is a question like a single one (§6.1).
    const isSingle = asked.length === 0
    const defaults = readAs(PartialQuestion, body)
    const items = isSingle ? [whole(body)] : asked.map((one) => itemOf(one, defaults))
    const { evaluations, position } = await evaluate(functions, items, asking)
    const answer = isSingle ? evaluations[0] : { evaluations: settled(evaluations, semantic) }
    return { body: answer, position }
  }),
]

const whole = (body: unknown): WholeQuestion => readAs(WholeQuestion, body)

/** Where everything is (§11), by the configuration and not by how it was called. */
const metadataRoute = ({ publicUrl }: Functions): Route =>
  route({
    method: 'GET',
    path: '/.well-known/authzen-configuration',
    access: anyone,
    echoesRequestId: true,
    contract: z.object({}),
    handler: async () => {
      const url = publicUrl()
      const metadata = {
        policy_decision_point: url,
        access_evaluation_endpoint: `${url}${A}/evaluation`,
        access_evaluations_endpoint: `${url}${A}/evaluations`,
        search_subject_endpoint: `${url}${A}/search/subject`,
        search_resource_endpoint: `${url}${A}/search/resource`,
        search_action_endpoint: `${url}${A}/search/action`,
      }
      return json(metadata, 200, { 'cache-control': 'public, max-age=3600' })
    },
  })
