import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../program.ts'

/** A piece of a compiled file, and what stands there instead. */
export type Bug = { readonly file: string; readonly code: string; readonly instead: string }

export type PlantedCopy = { readonly root: string; remove(): Promise<void> }

/** Copies the compiled programs and plants bugs in the copy. @throws when a piece is not there exactly once. */
export async function plant(bugs: readonly Bug[]): Promise<PlantedCopy> {
  const root = `${await mkdtemp(join(tmpdir(), 'planted-'))}/`
  await cp(join(projectRoot, 'dist'), join(root, 'dist'), { recursive: true })
  await cp(join(projectRoot, 'package.json'), join(root, 'package.json'))
  for (const folder of ['node_modules', 'servers', 'infrastructure'])
    await symlink(join(projectRoot, folder), join(root, folder))
  for (const bug of bugs) await replaceCode(join(root, 'dist', bug.file), bug)
  return { root, remove: () => rm(root, { recursive: true, force: true }) }
}

async function replaceCode(path: string, { file, code, instead }: Bug): Promise<void> {
  const text = await readFile(path, 'utf8')
  const parts = text.split(code)
  if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times: ${code}`)
  await writeFile(path, parts.join(instead))
}
