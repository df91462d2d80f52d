import { onTestFinished } from 'vitest'
import {
  type EventStoreClient,
  type EventStoreSettings,
  eventStoreClient,
} from '../../infrastructure/event-store/event-store-client.ts'
import { newNamespace } from './namespace.ts'

export type Impatient = EventStoreClient & {
  /** Which clients were given up, in order. */
  readonly givenUp: readonly ('reading' | 'writing')[]
}

/** A client that waits for little, closed when the test is over. */
export function impatientClient(
  url: string,
  settings: Partial<EventStoreSettings> = {},
): Impatient {
  const givenUp: ('reading' | 'writing')[] = []
  const client = eventStoreClient({
    url,
    namespace: newNamespace(),
    appendTimeoutMs: 600,
    readTimeoutMs: 600,
    onGivenUp: (which) => void givenUp.push(which),
    ...settings,
  })
  onTestFinished(() => client.close())
  return { ...client, givenUp }
}
