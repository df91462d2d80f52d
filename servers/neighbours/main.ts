import { parseArgs } from 'node:util'
import { commonOptions, portOf, required, runProgram } from '../support/program.ts'
import { startNeighbours } from './start.ts'

const usage = `All who stand beside Altinn in the story: Maskinporten, ID-porten, Skatteetaten, SmartCloud.

  --altinn URL        Altinn's address; it is not called before it is needed
  --data DIR          where keys and registrations are kept
  --port-base N       the first of four ports in a row; default 0: four free ones
  --register FILE     default servers/story/register.json
  --story DIR         default servers/story
  --with-parent       stop when the parent process is gone
  --allow-production-stand-in`

const { values } = parseArgs({
  options: {
    ...commonOptions,
    altinn: { type: 'string' },
    data: { type: 'string' },
    'port-base': { type: 'string' },
    register: { type: 'string', default: 'servers/story/register.json' },
    story: { type: 'string', default: 'servers/story' },
  },
})

await runProgram(usage, values, async () => {
  const neighbours = await startNeighbours({
    altinnUrl: required('altinn', values.altinn),
    dataDirectory: required('data', values.data),
    portBase: portOf(values['port-base'], 0),
    registerPath: values.register,
    storyDirectory: values.story,
  })
  const { urls, issuers, storyKeysPath } = neighbours
  for (const [name, url] of Object.entries(urls)) console.log(`${name} ready ${url}`)
  console.log(`neighbours ready ${JSON.stringify({ ...urls, issuers, storyKeysPath })}`)
  return neighbours
})
