import { parseArgs } from 'node:util'
import { commonOptions, portOf, required, runProgram } from '../support/program.ts'
import { startIdporten } from './server.ts'

const usage = `ID-porten's stand-in: issues real signed tokens for synthetic people, on loopback.

  --data DIR          where its keys are kept
  --register FILE     who the people are, default servers/story/register.json
  --port N            default 0: a free port
  --issuer URL        default: the address it is served at; must be on loopback
  --key-bits N        size of its signing key, default 2048
  --with-parent       stop when the parent process is gone
  --allow-production-stand-in`

const { values } = parseArgs({
  options: {
    ...commonOptions,
    data: { type: 'string' },
    register: { type: 'string', default: 'servers/story/register.json' },
    port: { type: 'string' },
    issuer: { type: 'string' },
    'key-bits': { type: 'string', default: '2048' },
  },
})

await runProgram(usage, values, async () => {
  const running = await startIdporten({
    port: portOf(values.port, 0),
    dataDirectory: required('data', values.data),
    registerPath: values.register,
    ...(values.issuer === undefined ? {} : { issuer: values.issuer }),
    signingKeyBits: Number(values['key-bits']),
  })
  console.log(`idporten ready ${running.url}`)
  return running
})
