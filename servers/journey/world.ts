import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ask } from '../support/fetch-json.ts'

/** Where everybody of the story is found. The running system writes it into its data directory. */
export const World = z.object({
  api: z.string(),
  maskinporten: z.string(),
  idporten: z.string(),
  skatteetaten: z.string(),
  smartcloud: z.string(),
  storyKeysPath: z.string(),
  registerPath: z.string(),
})
export type World = z.infer<typeof World>

export const worldFile = 'where.json'

/** Reads where everybody is; undefined when nobody has written it, or nobody answers there any more. */
export async function runningWorld(dataDirectory: string): Promise<World | undefined> {
  try {
    const text = await readFile(join(dataDirectory, worldFile), 'utf8')
    const world = World.parse(JSON.parse(text))
    const { status } = await ask(new URL('/health/ready', world.api), { timeoutMs: 2000 })
    return status === 200 ? world : undefined
  } catch {
    return undefined
  }
}
