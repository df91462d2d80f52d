import { parseArgs } from 'node:util'
import { commonOptions, portOf, required, runProgram } from '../support/program.ts'
import { startMaskinporten } from './server.ts'
import { readStory } from './story.ts'
import { Switches } from './switches.ts'

const usage = `Maskinporten's stand-in: issues real signed tokens on loopback.

  --altinn URL        where system users are looked up (called only when one is asked for)
  --data DIR          where keys and registrations are kept
  --port N            default 0: a free port
  --story FILE        what to begin with, default servers/story/maskinporten.json
  --issuer URL        default: the address it is served at; must be on loopback
  --story-keys FILE   where the organisations' client ids and keys are written at the first start
  --key-bits N        size of its own signing key, default 2048
  --switches JSON     see docs/neighbours.md
  --log               write each outcome at the token endpoint to stderr
  --with-parent       stop when the parent process is gone
  --allow-production-stand-in`

const { values } = parseArgs({
  options: {
    ...commonOptions,
    altinn: { type: 'string' },
    data: { type: 'string' },
    port: { type: 'string' },
    story: { type: 'string', default: 'servers/story/maskinporten.json' },
    issuer: { type: 'string' },
    'story-keys': { type: 'string' },
    'key-bits': { type: 'string', default: '2048' },
    switches: { type: 'string', default: '{}' },
    log: { type: 'boolean' },
  },
})

await runProgram(usage, values, async () => {
  const running = await startMaskinporten({
    port: portOf(values.port, 0),
    dataDirectory: required('data', values.data),
    altinnUrl: required('altinn', values.altinn),
    story: await readStory(values.story),
    ...(values.issuer === undefined ? {} : { issuer: values.issuer }),
    ...(values['story-keys'] === undefined ? {} : { storyKeysPath: values['story-keys'] }),
    signingKeyBits: Number(values['key-bits']),
    switches: Switches.parse(JSON.parse(values.switches)),
    report: values.log ? (event) => console.error(JSON.stringify(event)) : () => undefined,
  })
  console.log(`maskinporten ready ${running.url}`)
  return running
})
