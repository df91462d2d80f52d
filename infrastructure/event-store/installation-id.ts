import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type EventStore, WrongRevision } from '../../application/event-store.ts'
import { Instant } from '../../domain/values.ts'

const stream = 'installation-self'
const InstallationMade = z.object({ type: z.literal('InstallationMade'), id: z.uuid() })

/** Of several that make it at once, one does, and all answer its id. */
export async function installationId(store: EventStore): Promise<string> {
  const known = await read(store)
  if (known !== undefined) return known
  const id = randomUUID()
  const occurredAt = Instant.parse(new Date().toISOString())
  const actor = { type: 'system', process: 'first-start' } as const
  try {
    await store.append({
      stream,
      events: [InstallationMade.parse({ type: 'InstallationMade', id })],
      metadata: { v: 1, occurredAt, actor, commandId: randomUUID(), correlationId: id },
      expected: 'no-stream',
    })
    return id
  } catch (error) {
    const made = error instanceof WrongRevision ? await read(store) : undefined
    if (made === undefined) throw error
    return made
  }
}

async function read(store: EventStore): Promise<string | undefined> {
  const { events } = await store.read(stream)
  return events[0] && InstallationMade.parse(events[0].data).id
}
