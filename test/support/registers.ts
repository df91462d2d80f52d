import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { PartyRegister } from '../../application/party-register.ts'
import { enhetsregisteret } from '../../infrastructure/registers/enhetsregisteret.ts'
import { enrolPeople, fileRegister } from '../../infrastructure/registers/file-register.ts'
import type { PersonVault } from '../../infrastructure/person-vault/person-vault.ts'
import type { RegisterChange } from '../../servers/enhetsregisteret/changes.ts'
import { startEnhetsregisteret } from '../../servers/enhetsregisteret/server.ts'
import { deriveId } from './derive-id.ts'
import { openVault } from './open-vault.ts'

export const storyRegister = fileURLToPath(
  new URL('../../servers/story/register.json', import.meta.url),
)

/** What happens to an organisation, said in a way that every register understands. */
export type Happening =
  | { readonly what: 'renamed'; readonly orgNo: string; readonly name: string }
  | { readonly what: 'role ended'; readonly orgNo: string; readonly role: 'daglig-leder' }
  | {
      readonly what: 'accountant'
      readonly orgNo: string
      readonly heldBy: string
    }
  | { readonly what: 'part added'; readonly orgNo: string; readonly parent: string }
  | { readonly what: 'struck off'; readonly orgNo: string }

/** A register that holds the story, with a vault in which the people of the story are enrolled. */
export type RegisterUnderTest = {
  readonly register: PartyRegister
  readonly vault: PersonVault
  happens(happening: Happening): Promise<void>
  close(): Promise<void>
}

const File = z.looseObject({
  organisations: z.array(z.looseObject({ orgNo: z.string() })),
  roles: z.array(z.looseObject({ organisation: z.string(), role: z.string() })),
})

export async function registerInFile(folder: string): Promise<RegisterUnderTest> {
  const path = join(folder, 'register-under-test.json')
  let file = File.parse(JSON.parse(readFileSync(storyRegister, 'utf8')))
  const write = (): void => writeFileSync(path, JSON.stringify(file))
  write()
  const vault = await openVault(folder)
  return {
    register: fileRegister({ path, numbers: 'synthetic', vault, deriveId }),
    vault,
    async happens(happening) {
      file = fileAfter(file, happening)
      write()
    },
    close: () => vault.close(),
  }
}

function fileAfter(file: z.infer<typeof File>, happening: Happening): z.infer<typeof File> {
  const { orgNo } = happening
  const become = (more: object) => ({
    ...file,
    organisations: file.organisations.map((one) =>
      one.orgNo === orgNo ? { ...one, ...more } : one,
    ),
  })
  switch (happening.what) {
    case 'renamed':
      return become({ name: happening.name })
    case 'struck off':
      return become({ dissolved: true })
    case 'part added': {
      const part = { orgNo, name: 'Avdeling', form: 'BEDR', parent: happening.parent }
      return { ...file, organisations: [...file.organisations, part] }
    }
    case 'role ended':
      return {
        ...file,
        roles: file.roles.filter(
          ({ organisation, role }) => organisation !== orgNo || role !== happening.role,
        ),
      }
    case 'accountant': {
      const role = { organisation: orgNo, role: 'regnskapsforer', heldBy: happening.heldBy }
      return { ...file, roles: [...file.roles, role] }
    }
  }
}

/** And as a server of its own, in the form of the open API. */
export async function registerOverHttp(
  folder: string,
  more: { readonly timeoutMs?: number; readonly pageSize?: number } = {},
) {
  const dataDirectory = join(folder, 'enhetsregisteret')
  const registerPath = storyRegister
  const start = (port: number) => startEnhetsregisteret({ port, dataDirectory, registerPath })
  let server = await start(0)
  const { api: url } = server
  const port = Number(new URL(url).port)
  const vault = await openVault(folder)
  await enrolPeople({ path: registerPath, numbers: 'synthetic', vault })
  const change = async (body: RegisterChange): Promise<void> => {
    const response = await fetch(new URL('/changes', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (response.status !== 204) throw new Error(`the change was answered with ${response.status}`)
  }
  return {
    register: enhetsregisteret({ url, vault, deriveId, ...more }),
    vault,
    url,
    change,
    happens: (happening: Happening) => change(changeOf(happening)),
    /** It goes down, and comes back at the same address with what it had. */
    stop: () => server.close(),
    async restart() {
      server = await start(port)
    },
    async close() {
      await server.close()
      await vault.close()
    },
  } satisfies RegisterUnderTest & Record<string, unknown>
}

function changeOf(happening: Happening): RegisterChange {
  const { orgNo: organisation } = happening
  switch (happening.what) {
    case 'renamed':
      return { change: 'rename', organisation, name: happening.name }
    case 'struck off':
      return { change: 'strike-off', organisation }
    case 'role ended':
      return { change: 'end-role', organisation, role: 'DAGL' }
    case 'part added': {
      const { parent } = happening
      return { change: 'register', organisation, name: 'Avdeling', form: 'BEDR', parent }
    }
    case 'accountant':
      return { change: 'give-role', organisation, held: { role: 'REGN', enhet: happening.heldBy } }
  }
}
