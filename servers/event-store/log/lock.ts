import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LogInUse } from './errors.ts'

const lockName = /^lock-(\d+)-(\d+)$/

/**
 * Makes this process the owner of the directory until the returned function is called or the process ends.
 *
 * Each contender puts up a file of its own, named for its process, and only then looks for those of others: of two that
 * start together at least one sees the other and gives way, and no file of a living process is ever removed. The start
 * time in the name tells a process from a later one with the same number.
 *
 * @throws {LogInUse} while another process, or this one, owns the directory. Processes of other machines are not seen.
 */
export function lockDirectory(directory: string): () => void {
  const own = `lock-${process.pid}-${startOf(process.pid) ?? 0}`
  const path = join(directory, own)
  try {
    writeFileSync(path, '', { flag: 'wx' })
  } catch (cause) {
    throw new LogInUse(`${directory} is already open in this process`, { cause })
  }
  for (const name of readdirSync(directory)) {
    const [, pid, start] = lockName.exec(name) ?? []
    if (name === own || pid === undefined || start === undefined) continue
    if (isAlive(Number(pid), Number(start))) {
      rmSync(path, { force: true })
      throw new LogInUse(`${directory} is in use by process ${pid}`)
    }
    rmSync(join(directory, name), { force: true })
  }
  return () => rmSync(path, { force: true })
}

function isAlive(pid: number, start: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  const found = startOf(pid)
  return found === undefined || start === 0 || found === start
}

/** When the process started, in clock ticks since the machine did; undefined where the system does not tell. */
function startOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets, and may hold spaces and brackets of its own.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return ticks === undefined ? undefined : Number(ticks)
  } catch {
    return undefined
  }
}
