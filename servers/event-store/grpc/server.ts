import { readFileSync } from 'node:fs'
import { Server, ServerCredentials, type ServerInterceptor } from '@grpc/grpc-js'
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { EventStore } from '../store/event-store.ts'
import type { Authorize } from './authorize.ts'
import { batchAppend } from './batch-append.ts'
import { decodeBatch } from '../wire/batch-requests.ts'
import { readGossip, supportedMethods } from './cluster.ts'
import { encodeResponse } from './outgoing.ts'
import { pipelined } from './pipelined-call.ts'
import { serveReads } from './read.ts'
import { append, deleteStream, tombstoneStream } from './unary-writes.ts'

export type GrpcOptions = {
  readonly host: string
  readonly port: number
  readonly authorize: Authorize
  /** Stand before the calls; those of the fault injection. */
  readonly interceptors: readonly ServerInterceptor[]
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string }
}

export type GrpcServer = { readonly port: number; readonly stop: () => Promise<void> }

const { StreamsService } = streamsService
const { GossipService } = gossipService
const { ServerFeaturesService } = featuresService

// What there is most of is encoded and decoded by hand.
const streamsDefinition = {
  ...StreamsService,
  read: { ...StreamsService.read, responseSerialize: encodeResponse },
  batchAppend: { ...StreamsService.batchAppend, requestDeserialize: decodeBatch },
}

/** Serves the store. Calls of other services are answered UNIMPLEMENTED. */
export async function serveGrpc(store: EventStore, options: GrpcOptions): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': 32 * 1024 * 1024,
    'grpc.max_send_message_length': -1,
    interceptors: [pipelined, ...options.interceptors],
  })
  const { authorize } = options
  server.addService(streamsDefinition, {
    read: serveReads(store, authorize),
    append: append(store, authorize),
    batchAppend: batchAppend(store, authorize),
    delete: deleteStream(store, authorize),
    tombstone: tombstoneStream(store, authorize),
  })
  server.addService(GossipService, { read: readGossip(store.logId) })
  const paths = [StreamsService, GossipService, ServerFeaturesService].flatMap((service) =>
    Object.values(service).map(({ path }) => path),
  )
  server.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods(paths) })
  const port = await listen(server, options)
  return { port, stop: () => stop(server) }
}

function listen(server: Server, { host, port, tls }: GrpcOptions): Promise<number> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials(tls), (error, bound) => {
      if (error === null) resolve(bound)
      else reject(new Error(`cannot listen on ${address}; is the port taken?`, { cause: error }))
    })
  })
}

function credentials(tls: GrpcOptions['tls']): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure()
  const pair = {
    cert_chain: readFileSync(tls.certificateFile),
    private_key: readFileSync(tls.keyFile),
  }
  return ServerCredentials.createSsl(null, [pair])
}

/** Lets calls under way come to their end for a moment; subscriptions have none, and are cut off. */
async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown()
      resolve()
    }, 500)
    server.tryShutdown(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
