import { parseArgs } from 'node:util'
import { commonOptions, portOf, required, runProgram } from '../support/program.ts'
import { startSkatteetaten } from './server.ts'

const usage = `Skatteetaten's «Krav og betalinger», a service that asks Altinn who may use it.

  --altinn URL        where access is decided (called only when it is needed)
  --maskinporten URL  the issuer whose tokens are taken, with the slash at its end
  --story-keys FILE   where Maskinporten has left the organisations' keys
  --policy FILE       default servers/story/policies/krav-og-betalinger.xml
  --port N            default 0: a free port
  --log               write each access to stderr
  --with-parent       stop when the parent process is gone
  --allow-production-stand-in`

const { values } = parseArgs({
  options: {
    ...commonOptions,
    altinn: { type: 'string' },
    maskinporten: { type: 'string' },
    'story-keys': { type: 'string' },
    policy: { type: 'string', default: 'servers/story/policies/krav-og-betalinger.xml' },
    port: { type: 'string' },
    log: { type: 'boolean' },
  },
})

await runProgram(usage, values, async () => {
  const running = await startSkatteetaten({
    port: portOf(values.port, 0),
    altinnUrl: required('altinn', values.altinn),
    maskinportenIssuer: required('maskinporten', values.maskinporten),
    storyKeysPath: required('story-keys', values['story-keys']),
    policyPath: values.policy,
    report: values.log ? (event) => console.error(JSON.stringify(event)) : () => undefined,
  })
  console.log(`skatteetaten ready ${running.url}`)
  return running
})
