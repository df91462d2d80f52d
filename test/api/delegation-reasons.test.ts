import { beforeEach, expect, test } from 'vitest'
import { owner, party } from '../support/fixtures.ts'
import {
  policyForm,
  policyXml,
  registryScope,
  requestPath,
  resource,
  resourceBody,
  resourcePath,
  scopeReferences,
} from '../support/story-world.ts'
import { systemUserWorld } from '../support/system-user-world.ts'

type Story = Awaited<ReturnType<typeof systemUserWorld>>

let story: Story
beforeEach(async () => {
  story = await systemUserWorld()
})

const byOwner = async (method: 'PUT' | 'POST', path: string, more: object) => {
  const token = await story.world.organisation(owner, registryScope)
  return story.world.call(token, method, `${resourcePath}/${resource}${path}`, more)
}

/** What Pia is told when she says yes. */
const told = async (id: string): Promise<unknown> => {
  const path = `${requestPath}/${Number(party)}/${id}/approve`
  return (await story.world.call(story.pias, 'POST', path)).json()
}

const policyFor = (attribute: string, value: string): string =>
  policyXml
    .replaceAll(/urn:altinn:(?:rolecode|accesspackage)/gu, attribute)
    .replaceAll(
      />(?:dagl|lede|krav-og-utlegg|regnskapsforer-med-signeringsrettighet)</gu,
      `>${value}<`,
    )

test.each([
  [
    'has no role that the policy names',
    'AUTH-00016',
    () => byOwner('POST', '/policy', policyForm(policyFor('urn:altinn:rolecode', 'bobe'))),
  ],
  [
    'has no access package that the policy names, which names no role',
    'AUTH-00068',
    () =>
      byOwner('POST', '/policy', policyForm(policyFor('urn:altinn:accesspackage', 'eksplisitt'))),
  ],
  [
    'cannot give it, as nobody can any more',
    'AUTH-00070',
    () => byOwner('PUT', '', { body: resourceBody({ delegable: false }) }),
  ],
  [
    'cannot give it, as it is a scope now',
    'AUTH-00071',
    () =>
      byOwner('PUT', '', {
        body: resourceBody({
          resourceType: 'MaskinportenSchema',
          resourceReferences: scopeReferences,
        }),
      }),
  ],
])('who approves %s is told so: %s', async (_, code, happens) => {
  const id = await story.ask()
  expect((await happens()).statusCode).toBeLessThan(300)
  const before = story.world.log.length
  expect(await told(id)).toMatchObject({ code, status: 403, detail: resource })
  expect(story.world.log).toHaveLength(before)
  expect(await story.decisionOn(id)).not.toBe('Permit')
})
