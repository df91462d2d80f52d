import { z } from 'zod'
import { UnsoundPolicy } from '../../domain/policy/problem.ts'
import type { XmlElement } from '../../domain/policy/xml-element.ts'
import { consistencyToken } from '../consistency-token.ts'
import { jsonType } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { parseStrictJson, RefusedJson } from '../http/strict-json.ts'
import { jsonAnswer } from '../pdp/answer.ts'
import { answerRequest, type Deciding } from '../pdp/answer-request.ts'
import { readQuestions } from '../pdp/question.ts'
import { type Reading, syntaxError } from '../pdp/reading.ts'
import { XacmlBody, XacmlQuestion } from '../pdp/request.ts'
import { xmlAnswer } from '../pdp/xml-answer.ts'
import { requestIn } from '../pdp/xml-request.ts'
import { asker, askingOf } from './authorize.ts'

/** The root of a document, or why it could not be read. */
export type ReadXml = (text: string) => XmlElement | { readonly unreadable: string }

type Functions = Deciding & { readonly installationId: string; readonly readXml: ReadXml }

const xmlType = 'application/xml; charset=utf-8'
const Sent = z.object({ bytes: z.instanceof(Uint8Array), contentType: z.string() })

/**
 * The decision point as services inside the platform ask it (spec pdp §1.1): in JSON if the content type says so, else
 * in XML, and answered alike. It wants the same token as `authorize` does. Whatever cannot be read is an Indeterminate,
 * never a status of HTTP (spec pdp §10).
 */
export const decisionRoutes = (functions: Functions): readonly Route[] => [
  route({
    method: 'POST',
    path: '/authorization/api/v1/decision',
    access: asker,
    takes: 'bytes',
    isQuery: true,
    contract: z.object({ body: Sent }),
    handler: async ({ input, atLeast, caller }) => {
      const { bytes, contentType } = input.body
      const isJson = contentType.toLowerCase().includes('application/json')
      const readings = isJson ? readJson(bytes) : readXmlQuestions(functions.readXml, bytes)
      const asking = askingOf(caller, atLeast)
      const { results, position } = await answerRequest(functions, readings, asking, 'decision')
      return {
        status: 200,
        contentType: isJson ? jsonType : xmlType,
        body: isJson ? jsonAnswer(results) : xmlAnswer(results),
        ...(position !== undefined && {
          headers: { 'consistency-token': consistencyToken(functions.installationId, position) },
        }),
      }
    },
  }),
]

function readJson(bytes: Uint8Array): readonly Reading[] {
  try {
    const read = XacmlQuestion.safeParse(parseStrictJson(bytes))
    return read.success
      ? readQuestions(read.data.Request)
      : [syntaxError('The body is no question.')]
  } catch (error) {
    if (error instanceof RefusedJson) return [syntaxError(error.message)]
    throw error
  }
}

function readXmlQuestions(readXml: ReadXml, bytes: Uint8Array): readonly Reading[] {
  const root = readXml(new TextDecoder().decode(bytes))
  if ('unreadable' in root) return [syntaxError(root.unreadable)]
  try {
    const read = XacmlBody.safeParse({ Request: requestIn(root) })
    return read.success
      ? readQuestions(read.data.Request)
      : [syntaxError('The document is larger than a question may be.')]
  } catch (error) {
    if (error instanceof UnsoundPolicy) return [syntaxError(error.message)]
    throw error
  }
}
