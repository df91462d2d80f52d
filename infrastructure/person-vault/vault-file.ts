import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { contentOf, replaceFile, syncFolder } from '../kept-file.ts'
import { VaultRow } from './vault-row.ts'

/** The vault's file cannot be read. Names the line, never its content. */
export class UnreadableVault extends Error {
  override readonly name = 'UnreadableVault'
  readonly code = 'ERR_UNREADABLE_VAULT'
}

/** The rows of the vault, one a line. A line is written whole and durably before it counts. */
export type VaultFile = {
  append(row: VaultRow): Promise<void>
  /** Replaces all rows at once. Nothing of what is left out stays in the file. */
  replace(rows: Iterable<VaultRow>): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the file and reads what is there. A last line that was cut off by a crash is taken away: nobody was told of
 * it. Anything else that cannot be read is refused.
 *
 * @throws {UnreadableVault}
 */
export async function openVaultFile(
  path: string,
): Promise<{ readonly file: VaultFile; readonly rows: readonly VaultRow[] }> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const text = contentOf(path) ?? ''
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const rows = whole
    .split('\n')
    .slice(0, -1)
    .map((line, i) => rowOf(line, `${path}:${i + 1}`))
  if (whole !== text) replaceFile(path, whole)
  return { file: await vaultFile(path), rows }
}

async function vaultFile(path: string): Promise<VaultFile> {
  let handle: FileHandle = await open(path, 'a', 0o600)
  syncFolder(dirname(path))
  return {
    async append(row) {
      const { size } = await handle.stat()
      try {
        await handle.appendFile(lineOf(row))
        await handle.datasync()
      } catch (error) {
        // A part of a line would spoil the next one. It was told to nobody, so it is taken back.
        await handle.truncate(size)
        throw error
      }
    },
    async replace(rows) {
      replaceFile(path, [...rows].map(lineOf).join(''))
      await handle.close()
      handle = await open(path, 'a', 0o600)
    },
    close: () => handle.close(),
  }
}

const lineOf = (row: VaultRow): string => `${JSON.stringify(row)}\n`

function rowOf(line: string, where: string): VaultRow {
  const parsed = VaultRow.safeParse(jsonOf(line))
  if (parsed.success) return parsed.data
  throw new UnreadableVault(
    `${where} cannot be read. Restore the file from its backup; a person without a row is unknown.`,
  )
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
