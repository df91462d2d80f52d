import { z } from 'zod'
import { type ChildProgram, startProgram } from './child-program.ts'

const ready = 'neighbours ready '

/** Where those who stand beside us are found, and the names by which their tokens are known. */
export const Neighbours = z.object({
  maskinporten: z.string(),
  idporten: z.string(),
  skatteetaten: z.string(),
  smartcloud: z.string(),
  issuers: z.object({ maskinporten: z.string(), idporten: z.string() }),
  storyKeysPath: z.string(),
})
export type Neighbours = z.infer<typeof Neighbours>

type Options = {
  /** Where this system will be found; they do not call it before they need to. */
  readonly publicUrl: string
  readonly dataDir: string
  /** The first of four ports in a row; 0 for free ones. */
  readonly portBase: number
  readonly registerPath: string
  readonly storyDir: string
}

/** Starts the stand-ins for Maskinporten, ID-porten, Skatteetaten and SmartCloud in one process. */
export async function startNeighbours({
  publicUrl,
  dataDir,
  portBase,
  registerPath,
  storyDir,
}: Options): Promise<{ readonly neighbours: Neighbours; readonly program: ChildProgram }> {
  const options = {
    altinn: publicUrl,
    data: dataDir,
    'port-base': String(portBase),
    register: registerPath,
    story: storyDir,
  }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const program = await startProgram('servers/neighbours/main', [...args, '--with-parent'], ready)
  const neighbours = Neighbours.parse(JSON.parse(program.readyLine.slice(ready.length)))
  return { neighbours, program }
}
