import { parseArgs } from 'node:util'
import { measureAdapter } from './adapter.ts'
import { measureOverHttp } from './decision/over-http.ts'
import { measureDecision } from './decision/pure.ts'
import { measureSize } from './decision/size.ts'
import { measureEventStore } from './event-store.ts'
import { type Figure, lineOf } from './figure.ts'
import { measureHttp } from './http/measure.ts'
import { measurePolicy } from './policy.ts'
import { measureProjector } from './projector.ts'

/** What is measured, by the name under which it can be asked for alone. */
const benches: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  'event-store': measureEventStore,
  adapter: measureAdapter,
  decision: measureDecision,
  'decision-size': measureSize,
  'decision-http': measureOverHttp,
  http: measureHttp,
  policy: measurePolicy,
  projector: () => measureProjector(),
}

const usage = `Measures what this system costs, each figure beside its limit in the same run.

  npm run bench -- [NAME …] [--json]

  NAME      ${Object.keys(benches).join(', ')}; all of them if none is named
  --json    one JSON document: figure, value, unit, limit, ratio, goal, met
  --help    this text

It needs redis-server. Leave the machine alone while it runs.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})

if (values.help) console.log(usage)
else process.exitCode = await run(positionals.length > 0 ? positionals : Object.keys(benches))

async function run(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in benches))
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}.\n\n${usage}`)
    return 2
  }
  const figures: Figure[] = []
  for (const name of names) {
    if (!values.json) console.log(`${name} …`)
    const measured = (await benches[name]?.()) ?? []
    figures.push(...measured)
    if (!values.json) for (const figure of measured) console.log(`  ${lineOf(figure)}`)
  }
  if (values.json) console.log(JSON.stringify({ figures }, undefined, 2))
  return 0
}
