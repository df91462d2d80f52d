import { parseArgs } from 'node:util'
import { commonOptions, portOf, required, runProgram } from '../support/program.ts'
import { startEnhetsregisteret } from './server.ts'

const usage = `Enhetsregisteret's stand-in: the open API's form, with the register of the story, on loopback.

  --data DIR          where the register is kept, with what happened in it
  --register FILE     how it is at the first start, default servers/story/register.json
  --port N            default 0: a free port
  --with-parent       stop when the parent process is gone
  --allow-production-stand-in`

const { values } = parseArgs({
  options: {
    ...commonOptions,
    data: { type: 'string' },
    register: { type: 'string', default: 'servers/story/register.json' },
    port: { type: 'string' },
  },
})

await runProgram(usage, values, async () => {
  const running = await startEnhetsregisteret({
    port: portOf(values.port, 0),
    dataDirectory: required('data', values.data),
    registerPath: values.register,
  })
  console.log(`enhetsregisteret ready ${running.api}`)
  return running
})
