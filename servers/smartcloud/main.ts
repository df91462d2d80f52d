import { parseArgs } from 'node:util'
import { commonOptions, portOf, required, runProgram } from '../support/program.ts'
import { startSmartCloud } from './server.ts'

const usage = `SmartCloud's SmartRegnskap, a product that acts for its customers as a system user.

  --altinn URL        where system users are asked for (called only when it is needed)
  --maskinporten URL  the issuer that tokens are got from, with the slash at its end
  --skatteetaten URL  the service that customers' claims are read from
  --story-keys FILE   where Maskinporten has left the organisations' keys
  --data DIR          where its key and client are kept
  --port N            default 0: a free port
  --with-parent       stop when the parent process is gone
  --allow-production-stand-in`

const { values } = parseArgs({
  options: {
    ...commonOptions,
    altinn: { type: 'string' },
    maskinporten: { type: 'string' },
    skatteetaten: { type: 'string' },
    'story-keys': { type: 'string' },
    data: { type: 'string' },
    port: { type: 'string' },
  },
})

await runProgram(usage, values, async () => {
  const running = await startSmartCloud({
    port: portOf(values.port, 0),
    dataDirectory: required('data', values.data),
    altinnUrl: required('altinn', values.altinn),
    maskinportenIssuer: required('maskinporten', values.maskinporten),
    skatteetatenUrl: required('skatteetaten', values.skatteetaten),
    storyKeysPath: required('story-keys', values['story-keys']),
  })
  console.log(`smartcloud ready ${running.url}`)
  return running
})
