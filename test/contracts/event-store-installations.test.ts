import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ZodError } from 'zod'
import { type RunningEventStore, startEventStore } from '../support/event-store.ts'
import { impatientClient } from '../support/faulty-store.ts'
import { newNamespace } from '../support/namespace.ts'
import { appendOf, newStream, numbered } from '../support/store-under-test.ts'

let server: RunningEventStore
beforeAll(async () => {
  server = await startEventStore()
})
afterAll(() => server.stop())

describe('two installations on one server', () => {
  it('never see each other', async () => {
    const [one, other] = [impatientClient(server.url), impatientClient(server.url)]
    const append = appendOf('party-312605031', 'no-stream', [1])
    await one.store.append(append)
    await other.store.append({ ...append, events: [numbered(2), numbered(3)] })
    expect((await one.store.read(append.stream)).events.map(({ data }) => data)).toEqual([
      numbered(1),
    ])
    expect(await one.store.head()).toBeLessThan(await other.store.head())
    const { signal } = new AbortController()
    for await (const { events } of one.log.follow('start', signal)) {
      expect(events.map(({ data }) => data)).toEqual([numbered(1)])
      break
    }
    expect(await one.installationId()).not.toBe(await other.installationId())
  })

  it('without a namespace sees none of those that have one', async () => {
    const bare = impatientClient(server.url, { namespace: '' })
    const before = await bare.log.head()
    await impatientClient(server.url).store.append(appendOf(newStream(), 'no-stream', [1]))
    expect(await bare.log.head()).toBe(before)
  })

  it('need namespaces that are lower-case letters, digits and hyphens', () => {
    expect(() => impatientClient(server.url, { namespace: 'a.b' })).toThrow(ZodError)
  })
})

describe('the id of the installation', () => {
  it('is the same for all that ask at once, and ever after', async () => {
    const namespace = newNamespace()
    const client = impatientClient(server.url, { namespace })
    const asked = await Promise.all(Array.from({ length: 8 }, () => client.installationId()))
    const later = await impatientClient(server.url, { namespace }).installationId()
    expect(new Set([...asked, later]).size).toBe(1)
  })
})
