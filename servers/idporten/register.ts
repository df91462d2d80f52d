import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { SyntheticPid } from '../support/synthetic-person.ts'

const Register = z.object({ people: z.array(z.object({ pid: SyntheticPid, name: z.string() })) })

/** Who can log in. */
export type People = { readonly has: (pid: string) => boolean }

/** Reads the people of a register file. @throws when one of them is not synthetic. */
export async function readPeople(path: string): Promise<People> {
  const parsed = Register.safeParse(JSON.parse(await readFile(path, 'utf8')))
  // The parser's own account of what is wrong could repeat a personal number.
  if (!parsed.success) throw new Error(`${path} is not a register of synthetic people`)
  const pids = new Set(parsed.data.people.map(({ pid }) => pid))
  return { has: (pid) => pids.has(pid) }
}
