import {
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
} from '@grpc/grpc-js'
import { everybody } from '../../servers/event-store/grpc/authorize.ts'
import { serveGrpc } from '../../servers/event-store/grpc/server.ts'
import { EventStore } from '../../servers/event-store/store/event-store.ts'
import { temporaryDirectory } from './event-log.ts'

export type CountedEventStore = {
  readonly url: string
  /** How many reads and subscriptions the server has open. */
  readonly openReads: () => number
  readonly stop: () => Promise<void>
}

/** The embedded event store in this process, with an eye on the calls that clients leave open. */
export async function startCountedEventStore(): Promise<CountedEventStore> {
  const open = new Set<ServerInterceptingCall>()
  const counting: ServerInterceptor = ({ path }, call) => {
    const counted: ServerInterceptingCall = new ServerInterceptingCall(call, {
      start(start) {
        if (path.endsWith('/Read')) open.add(counted)
        start(new ServerListenerBuilder().withOnCancel(() => open.delete(counted)).build())
      },
      sendStatus(status, send) {
        open.delete(counted)
        send(status)
      },
    })
    return counted
  }
  const store = await EventStore.open({
    directory: await temporaryDirectory(),
    onFailure: (error) => {
      throw error
    },
  })
  const place = { host: '127.0.0.1', port: 0, authorize: everybody, interceptors: [counting] }
  const server = await serveGrpc(store, place)
  return {
    url: `esdb://127.0.0.1:${server.port}?tls=false`,
    openReads: () => open.size,
    async stop() {
      await server.stop()
      await store.close()
    },
  }
}
