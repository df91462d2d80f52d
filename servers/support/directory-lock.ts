import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { resolve } from 'node:path'

/** Another live process keeps its data in this directory. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse'
  readonly code = 'ERR_DIRECTORY_IN_USE'
}

export type DirectoryLock = { close(): Promise<void> }

// A restarted container can give the same number to the next process, so our own proves nothing.
const heldHere = new Set<string>()

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function isHeld(path: string, pid: number): boolean {
  if (pid === process.pid) return heldHere.has(path)
  return Number.isSafeInteger(pid) && pid > 0 && isAlive(pid)
}

async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(String(process.pid))
    await file.close()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/**
 * Keeps a second server away from a data directory, where it would not see what the first has written.
 * A lock left behind by a process that is gone is taken over.
 *
 * @throws {DirectoryInUse}
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const path = resolve(directory, 'lock')
  if (!(await create(path))) {
    const pid = Number(await readFile(path, 'utf8'))
    if (isHeld(path, pid)) throw new DirectoryInUse(`${directory} is in use by process ${pid}`)
    await rm(path, { force: true })
    if (!(await create(path))) throw new DirectoryInUse(`${directory} is in use`)
  }
  heldHere.add(path)
  return {
    async close() {
      heldHere.delete(path)
      await rm(path, { force: true })
    },
  }
}
