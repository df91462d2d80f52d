import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'

/** Any JSON. */
export type Json = z.infer<typeof Json>
const Json = z.json()

const wholeNumber = z.union([
  z.number().int().transform(BigInt),
  z.object({ bigint: z.string() }).transform(({ bigint }) => BigInt(bigint)),
])

const Expected = z.union([z.enum(['any', 'no_stream', 'stream_exists']), wholeNumber])

/** A revision or a position, or what an earlier step got and remembered under a name. */
const Point = z.union([
  z.enum(['start', 'end']),
  wholeNumber,
  z.object({ of: z.string(), plus: z.number().optional() }),
])
export type Point = z.infer<typeof Point>

const ScriptedEvent = z.object({
  id: z.string(),
  type: z.string(),
  data: Json.optional(),
  base64: z.string().optional(),
  bytes: z.number().optional(),
  metadata: Json.optional(),
  metadataBase64: z.string().optional(),
  metadataBytes: z.number().optional(),
  times: z.number().default(1),
})
export type ScriptedEvent = z.infer<typeof ScriptedEvent>

const Filter = z.object({
  streamPrefixes: z.array(z.string()).optional(),
  streamRegex: z.string().optional(),
  typePrefixes: z.array(z.string()).optional(),
  typeRegex: z.string().optional(),
  window: z.number().optional(),
  interval: z.number().optional(),
})
export type Filter = z.infer<typeof Filter>

const write = {
  stream: z.string(),
  expected: Expected.optional(),
  unary: z.literal(true).optional(),
  as: z.string().optional(),
}
const readPart = {
  backwards: z.literal(true).optional(),
  maxCount: z.number().optional(),
  as: z.string().optional(),
}

const Step = z.discriminatedUnion('op', [
  z.object({ op: z.literal('append'), events: z.array(ScriptedEvent), ...write }),
  z.object({
    op: z.literal('race'),
    event: ScriptedEvent,
    writers: z.number(),
    clients: z.number().default(1),
    ...write,
  }),
  z.object({ op: z.literal('delete'), ...write }),
  z.object({ op: z.literal('tombstone'), ...write }),
  z.object({ op: z.literal('setMetadata'), metadata: z.record(z.string(), Json), ...write }),
  z.object({ op: z.literal('getMetadata'), stream: z.string() }),
  z.object({ op: z.literal('read'), stream: z.string(), from: Point.optional(), ...readPart }),
  z.object({ op: z.literal('readAll'), from: Point, ...readPart }),
  z.object({
    op: z.literal('subscribe'),
    sub: z.string(),
    stream: z.string().optional(),
    from: Point.optional(),
    filter: Filter.optional(),
  }),
  z.object({
    op: z.literal('await'),
    sub: z.string(),
    confirmed: z.literal(true).optional(),
    events: z.number().default(0),
    caughtUp: z.literal(true).optional(),
    checkpoints: z.number().default(0),
    error: z.literal(true).optional(),
    timeoutMs: z.number().default(5000),
    as: z.string().optional(),
  }),
  z.object({ op: z.literal('unsubscribe'), sub: z.string() }),
  z.object({ op: z.literal('sleep'), ms: z.number() }),
])
export type Step = z.infer<typeof Step>
export type StepOf<Op extends Step['op']> = Extract<Step, { op: Op }>

/** A script of calls, what each led to, and every event that was left in $all. */
const Recording = z.object({
  name: z.string(),
  steps: z.array(Step),
  outcomes: z.array(Json),
  log: z.array(Json),
})
export type Recording = z.infer<typeof Recording>

const Document = z.object({ scenarios: z.array(Recording) })

/** What a real server of version 23.10.6 answered; the files lie beside this one. */
export function loadRecordings(name: 'written' | 'random-7' | 'random-8'): Recording[] {
  const packed = readFileSync(new URL(`${name}.json.gz`, import.meta.url))
  return Document.parse(JSON.parse(gunzipSync(packed).toString('utf8'))).scenarios
}
