import { parseArgs } from 'node:util'
import { ownInstance } from './own-instance.ts'
import { type PlayedStep, playStory } from './play.ts'
import { runningWorld } from './world.ts'

const usage = `The whole story of a system user, played with real HTTP against a running system.

  --data DIR    the data directory of a running system; default $DATA_DIR or ./data.
                When none runs there, a system is started for the story and stopped after it.
  --own         start one in any case
  --json        one JSON document instead of prose: each step's name, outcome and milliseconds
  --help        this text

The exit code is 1 when any step goes otherwise than the story says.`

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env['DATA_DIR'] ?? 'data' },
    own: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(usage)
else process.exitCode = await run()

async function run(): Promise<number> {
  const running = values.own ? undefined : await runningWorld(values.data)
  if (running) return tell(running)
  if (!values.json) console.log('No system is running; starting one for the story.\n')
  const instance = await ownInstance(process.env)
  try {
    return await tell(instance.world)
  } finally {
    await instance.close()
  }
}

async function tell(world: Parameters<typeof playStory>[0]): Promise<number> {
  const steps = await playStory(world, values.json ? () => {} : printStep)
  const asTold = steps.every(({ outcome }) => outcome === 'as told')
  if (values.json) console.log(JSON.stringify({ asTold, steps }, undefined, 2))
  else console.log(asTold ? '\nAll went as the story says.' : '\nIt did not go as the story says.')
  return asTold ? 0 : 1
}

function printStep({ name, says, outcome, milliseconds, shown }: PlayedStep): void {
  console.log(`${outcome === 'as told' ? '✓' : '✗'} ${name} (${milliseconds} ms)`)
  console.log(`  ${says}.`)
  const lines = JSON.stringify(shown, undefined, 2).split('\n').slice(1, -1)
  for (const line of lines) console.log(`  ${line}`)
  console.log()
}
