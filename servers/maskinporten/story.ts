import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { OrgNo } from '../support/organisation.ts'
import { makeRsaKey, PrivateRsaJwk, publicPartOf } from '../support/rsa-keys.ts'
import { type Client, IntegrationType, type Registrations, type Scope } from './state.ts'

/** What is there at the first start: what Digdir and Altinn have set up by hand in the real ones. */
export const Story = z.strictObject({
  prefixes: z.array(z.strictObject({ prefix: z.string(), owner: OrgNo })),
  scopes: z.array(
    z.strictObject({
      name: z.string().includes(':'),
      visibility: z.enum(['PUBLIC', 'PRIVATE', 'INTERNAL']).default('PUBLIC'),
      integrationTypes: z.array(IntegrationType).default(['maskinporten']),
    }),
  ),
  organisations: z.array(
    z.strictObject({ orgNo: OrgNo, name: z.string(), scopes: z.array(z.string()) }),
  ),
})
export type Story = z.infer<typeof Story>

/** What the organisations of the story are handed: a client each, and its key. Keep it secret. */
export const StoryKeys = z.object({
  organisations: z.array(
    z.object({
      orgNo: OrgNo,
      name: z.string(),
      clientId: z.string(),
      scopes: z.array(z.string()),
      privateJwk: PrivateRsaJwk,
    }),
  ),
})
export type StoryKeys = z.infer<typeof StoryKeys>

/** @throws when the file is missing or is not a story. */
export async function readStory(path: string): Promise<Story> {
  return Story.parse(JSON.parse(await readFile(path, 'utf8')))
}

function scopesOf(story: Story, at: string): Scope[] {
  const owners = new Map(story.prefixes.map(({ prefix, owner }) => [prefix, owner]))
  return story.scopes.map(({ name, visibility, integrationTypes }) => {
    const prefix = name.slice(0, name.indexOf(':'))
    return {
      name,
      prefix,
      subscope: name.slice(prefix.length + 1),
      description: name,
      owner_orgno: OrgNo.parse(owners.get(prefix)),
      active: true,
      visibility,
      accessible_for_all: false,
      allowed_integration_types: integrationTypes,
      at_max_age: 0,
      created: at,
      last_updated: at,
    }
  })
}

async function makeKeys(story: Story): Promise<StoryKeys> {
  return {
    organisations: await Promise.all(
      story.organisations.map(async ({ orgNo, name, scopes }) => ({
        orgNo,
        name,
        clientId: randomUUID(),
        scopes,
        privateJwk: await makeRsaKey(),
      })),
    ),
  }
}

function clientOf(organisation: StoryKeys['organisations'][number], at: string): Client {
  return {
    client_id: organisation.clientId,
    client_name: `${organisation.name}: administration`,
    description: 'Made at the first start of the stand-in.',
    integration_type: 'maskinporten',
    scopes: organisation.scopes,
    client_orgno: organisation.orgNo,
    active: true,
    keys: [{ jwk: publicPartOf(organisation.privateJwk), posted: at }],
    created: at,
    last_updated: at,
  }
}

/** Makes fresh clients and keys for the organisations of a story, and what they have access to. */
export async function beginStory(
  story: Story,
  at: string,
): Promise<{ readonly registrations: Registrations; readonly keys: StoryKeys }> {
  const keys = await makeKeys(story)
  const scopes = scopesOf(story, at)
  const ownerOf = (name: string) =>
    OrgNo.parse(scopes.find((scope) => scope.name === name)?.owner_orgno)
  const access = story.organisations.flatMap((organisation) =>
    organisation.scopes.map((scope) => ({
      scope,
      state: 'APPROVED' as const,
      consumer_orgno: organisation.orgNo,
      owner_orgno: ownerOf(scope),
      created: at,
      last_updated: at,
    })),
  )
  return {
    registrations: {
      prefixes: story.prefixes.map(({ prefix, owner }) => ({ prefix, owner_orgno: owner })),
      scopes,
      access,
      clients: keys.organisations.map((organisation) => clientOf(organisation, at)),
    },
    keys,
  }
}
