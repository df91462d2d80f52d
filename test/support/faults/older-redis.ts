import { readdir, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { RedisPart } from './part.ts'

/** The size of what Redis has appended to its file so far: to be taken back to later. */
export async function writtenBy({ dir }: Pick<RedisPart, 'dir'>): Promise<number> {
  return (await stat(await appendOnlyFile(dir))).size
}

/** Cuts off all that was written since, as when a copy takes over that had not received it. Redis has to be down. */
export async function takeBack({ dir }: Pick<RedisPart, 'dir'>, bytes: number): Promise<void> {
  await truncate(await appendOnlyFile(dir), bytes)
}

async function appendOnlyFile(dir: string): Promise<string> {
  const folder = join(dir, 'appendonlydir')
  const names = await readdir(folder)
  const name = names.findLast((one) => one.endsWith('.incr.aof'))
  if (name === undefined) throw new Error(`no append-only file in ${names.join(', ')}`)
  return join(folder, name)
}
